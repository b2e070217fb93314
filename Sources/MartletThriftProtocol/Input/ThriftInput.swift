/// A place in the bytes of a message, with what is left of its limits.
///
/// It borrows the bytes: whoever makes one keeps them alive and unchanged until it has read, which
/// ``ThriftProtocolKind/read(_:limits:_:)`` does. Every access is checked against their number.
@usableFromInline
struct ThriftInput {
    @usableFromInline
    let bytes: UnsafeRawBufferPointer

    @usableFromInline
    let limits: ThriftLimits

    @usableFromInline
    var offset = 0

    @usableFromInline
    var depth = 0

    @usableFromInline
    var elementCount = 0

    @inlinable
    init(_ bytes: UnsafeRawBufferPointer, limits: ThriftLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    @inlinable
    var remainingCount: Int { bytes.count - offset }

    @inlinable @inline(__always)
    mutating func byte() throws(ThriftProtocolError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    @inlinable @inline(__always)
    mutating func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type = Number.self
    ) throws(ThriftProtocolError) -> Number {
        let size = MemoryLayout<Number>.size
        guard remainingCount >= size else { throw .truncated }
        defer { offset += size }
        return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    @inlinable @inline(__always)
    mutating func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type = Number.self
    ) throws(ThriftProtocolError) -> Number {
        let size = MemoryLayout<Number>.size
        guard remainingCount >= size else { throw .truncated }
        defer { offset += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// The bytes of a string or of binary data.
    @inlinable
    mutating func take(_ count: Int) throws(ThriftProtocolError) -> UnsafeRawBufferPointer {
        guard count >= 0 else { throw .negativeSize }
        guard count <= limits.stringByteCount else {
            throw ThriftProtocolError(.sizeLimit, "a string has more than \(limits.stringByteCount) bytes")
        }
        guard count <= remainingCount else { throw .truncated }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }

    @inlinable
    mutating func string(_ count: Int) throws(ThriftProtocolError) -> String {
        let bytes = try take(count)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ThriftProtocolError(.invalidData, "a string is not UTF-8")
        }
        return text
    }

    /// Goes into a struct or a container.
    @inlinable @inline(__always)
    mutating func enter() throws(ThriftProtocolError) {
        depth += 1
        guard depth <= limits.depth else {
            throw ThriftProtocolError(.depthLimit, "there are more than \(limits.depth) values inside one another")
        }
    }

    @inlinable @inline(__always)
    mutating func leave() {
        depth -= 1
    }

    /// Checks the size of a container before anything is taken for it.
    ///
    /// - Parameters:
    ///   - count: The number of elements, or of pairs.
    ///   - size: The fewest bytes that one takes on the wire.
    @inlinable
    mutating func enterContainer(count: Int, of size: Int) throws(ThriftProtocolError) {
        guard count >= 0 else { throw .negativeSize }
        let (sum, overflows) = elementCount.addingReportingOverflow(count)
        guard !overflows, sum <= limits.elementCount else {
            throw ThriftProtocolError(.sizeLimit, "there are more than \(limits.elementCount) elements")
        }
        // What cannot be there is not waited for, nor is memory taken for it.
        let (byteCount, isHuge) = count.multipliedReportingOverflow(by: size)
        guard !isHuge, byteCount <= remainingCount else { throw .truncated }
        elementCount = sum
        try enter()
    }
}

extension ThriftProtocolError {
    @usableFromInline
    static let truncated = ThriftProtocolError(.truncated, "the message ends in the middle of a value")

    @usableFromInline
    static let negativeSize = ThriftProtocolError(.negativeSize, "a size is below zero")

    @usableFromInline
    static func unknownType(_ number: UInt8) -> ThriftProtocolError {
        ThriftProtocolError(.invalidData, "there is no type \(number)")
    }
}
