/// A checked document that is being decoded: its bytes, its tape and the codec's options.
///
/// All decoders and containers of one call are a reference to it and an index of its tape.
final class Document {
    let settings: JSONCodec.Settings
    /// Mutable only for the cursors of objects, see ``TapeEntry/length``.
    var tape: Tape
    /// The values by key, for large objects whose keys weren't asked for in order.
    var keyIndices: [Int: [ExactKey: Int]] = [:]
    /// The values by key as it is spelled in Swift, for codecs that convert keys.
    var convertedKeyIndices: [Int: [ExactKey: Int]] = [:]

    /// By index of the tape, where its entries stand; made when it is first needed.
    var places: [Place] = []

    /// The bytes that the tape was made from: the caller's, borrowed while the call lasts, later a copy.
    ///
    /// This is an unsafe pointer because a decoder may be stored and a span may not. It is sound as `decode` outlives
    /// all other users of `bytes` or calls ``keepBytes()``, and as every access is to a part that the tape names,
    /// checked against the bounds of the span that ``withSpan(_:)`` makes.
    private var bytes: UnsafeBufferPointer<UInt8>
    private var ownsBytes = false

    init(scanning bytes: UnsafeBufferPointer<UInt8>, settings: JSONCodec.Settings) throws {
        var builder = TapeBuilder(byteCount: bytes.count, limits: settings.options.limits)
        do throws(SyntaxError) {
            try builder.scan(bytes.span)
        } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: builder.path(of: error, in: bytes.span),
                    debugDescription: error.message
                )
            )
        }
        self.settings = settings
        self.bytes = bytes
        tape = builder.finish()
    }

    deinit {
        if ownsBytes {
            bytes.deallocate()
        }
    }

    /// Makes a copy of the bytes, to be valid for as long as the document.
    func keepBytes() {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        bytes = UnsafeBufferPointer(copy)
        ownsBytes = true
    }

    /// Runs `body` on all bytes.
    @inline(__always)
    func withSpan<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try body(bytes.span)
    }

    /// Runs `body` on what is written at `entry`, without quotes.
    @inline(__always)
    func withToken<Result>(_ entry: TapeEntry, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try body(bytes.span.extracting(entry.range))
    }
}
