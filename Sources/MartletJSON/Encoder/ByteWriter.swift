/// Appends JSON tokens to a buffer.
typealias ByteWriter = Buffer<UInt8>

extension Buffer where Element == UInt8 {
    /// Runs `body` on everything that has been written.
    @inline(__always)
    borrowing func withSpan<Result: ~Copyable>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: base, count: count).span)
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(atMost: text.utf8CodeUnitCount) { output in
            output.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
            return text.utf8CodeUnitCount
        }
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        append(atMost: bytes.count) { output in
            output.update(from: source, count: bytes.count)
            return bytes.count
        }
    }

    mutating func append(_ bool: Bool) {
        if bool {
            append("true")
        } else {
            append("false")
        }
    }
}
