/// A value that is being decoded: its bytes, and the tape of what is in them.
///
/// All decoders and containers of one call are a reference to it and an index of its tape.
final class Document {
    let stream: DecodingStream
    /// Behind a pointer, since each access to a `var` of a class is checked for exclusivity while the program runs. It is
    /// allocated by `init` and freed by `deinit`, and every access ends before code from outside of this module runs.
    let tape: UnsafeMutablePointer<Buffer<TapeEntry>>

    /// The bytes of the message: the caller's, borrowed while the call lasts, later a copy.
    ///
    /// This is an unsafe pointer because a decoder may be stored and a span may not. It is sound as the call outlives all
    /// other users of `bytes` or calls ``keepBytes()``, and as every access is to a part that the tape names, checked
    /// against the bounds of the span.
    @exclusivity(unchecked) private var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    @exclusivity(unchecked) private var ownsBytes = false

    init(_ stream: DecodingStream) {
        self.stream = stream
        tape = .allocate(capacity: 1)
        tape.initialize(to: Buffer(capacity: 16))
    }

    deinit {
        tape.deinitialize(count: 1)
        tape.deallocate()
        if ownsBytes { bytes.deallocate() }
    }

    /// Reads a value, whose type is known, up to its end.
    ///
    /// - Returns: Whether it ends; if not, it goes on in the next message.
    func load(
        _ bytes: UnsafeBufferPointer<UInt8>,
        type: WireType,
        at position: Int,
        boundaries: [Int]
    ) throws(GobError) -> Bool {
        self.bytes = bytes
        tape.pointee.truncate(to: 0)
        var builder = TapeBuilder(
            types: stream.types,
            maximumDepth: stream.limits.depth,
            boundaries: boundaries
        )
        do {
            try builder.readWhole(type, bytes.span, position, &tape.pointee)
            return true
        } catch {
            guard builder.isIncomplete else { throw error }
            return false
        }
    }

    /// Forgets the bytes, and memory that is more than usual.
    func clear() {
        bytes = UnsafeBufferPointer(start: nil, count: 0)
        tape.pointee.truncate(to: 0)
        tape.pointee.shrink(to: 4096)
    }

    /// Makes a copy of the bytes, to be valid for as long as the document.
    func keepBytes() {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        bytes = UnsafeBufferPointer(copy)
        ownsBytes = true
    }

    @inline(__always)
    subscript(index: Int) -> TapeEntry { tape.pointee[index] }

    @inline(__always)
    func withSpan<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try body(bytes.span)
    }
}
