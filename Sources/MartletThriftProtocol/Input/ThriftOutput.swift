/// The bytes of a message that is being written.
@usableFromInline
struct ThriftOutput {
    @usableFromInline
    var bytes: [UInt8]

    @inlinable
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    @inlinable @inline(__always)
    mutating func byte(_ byte: UInt8) {
        bytes.append(byte)
    }

    @inlinable @inline(__always)
    mutating func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    @inlinable @inline(__always)
    mutating func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A size as it is written.
    ///
    /// - Throws: `sizeLimit` when it has more than 31 bits.
    @inlinable
    static func size(_ count: Int) throws(ThriftProtocolError) -> Int32 {
        guard let size = Int32(exactly: count) else {
            throw ThriftProtocolError(.sizeLimit, "a value has more than \(Int32.max) bytes or elements")
        }
        return size
    }
}
