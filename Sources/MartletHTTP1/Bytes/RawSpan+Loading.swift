// The only loads of request bytes in this module. The checked ones say in one comparison what `unsafeLoad(fromByteOffset:as:)`
// says in two; the unchecked ones are for the loops of RawSpan+Scanning.swift, which compare the offset themselves.
extension RawSpan {
    /// The byte at `offset`; traps out of bounds.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // A negative offset is a huge one as an unsigned number.
        precondition(UInt(bitPattern: offset) < UInt(bitPattern: byteCount))
        return uncheckedByte(at: offset)
    }

    /// The eight bytes from `offset` on, the first in the lowest bits; traps out of bounds.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= byteCount &- 8)
        return uncheckedWord(at: offset)
    }

    /// The byte at `offset`, which the caller has compared with 0 and `byteCount`.
    @inline(__always)
    func uncheckedByte(at offset: Int) -> UInt8 {
        unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// The eight bytes from `offset` on, which the caller has compared with 0 and `byteCount - 8`.
    @inline(__always)
    func uncheckedWord(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }
}
