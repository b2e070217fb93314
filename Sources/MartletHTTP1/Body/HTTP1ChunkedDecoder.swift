/// Decodes the chunked transfer coding, RFC 9112 section 7.1. What it has read of a chunk's frame it remembers, so the input
/// may be cut anywhere and only an incomplete trailer section has to be kept by the caller.
package struct HTTP1ChunkedDecoder: Sendable {
    private enum State: Sendable {
        case sizeStart
        case size
        case extensionSpace
        case extensions
        case sizeLineFeed
        case data
        case dataCarriageReturn
        case dataLineFeed
        case trailers
        case end
    }

    private var state = State.sizeStart
    /// Bytes of the current chunk that are still to come; while its size is read, the size so far.
    private var remaining = 0
    /// Bytes of all chunks announced so far.
    private var total = 0
    private var extensionBytes = 0
    private var totalExtensionBytes = 0
    private var sizeDigits = 0
    private var trailers = TrailerSection()

    /// A decoder at the start of a body.
    package init() {}

    /// Whether any byte has been read.
    var hasBegun: Bool {
        state != .sizeStart || total > 0
    }

    /// Finds the next part of the body; see ``HTTP1BodyDecoder/next(in:position:limits:trailers:)``.
    package mutating func next(
        in bytes: RawSpan,
        position: inout Int,
        limits: borrowing HTTP1Limits,
        trailers table: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> HTTP1BodyPart {
        while state != .end {
            if state == .trailers {
                let sectionStart = position
                guard
                    let count = try trailers.parse(bytes, position: &position, limits: limits, into: table)
                else { return .incomplete }
                state = .end
                return .end(trailerCount: count, sectionStart: sectionStart)
            }
            guard position < bytes.byteCount else { return .incomplete }
            if state == .data {
                return .data(takeData(bytes, position: &position))
            }
            try takeFrame(bytes.byte(at: position), limits: limits)
            position &+= 1
        }
        return .end(trailerCount: 0, sectionStart: position)
    }

    private mutating func takeData(_ bytes: RawSpan, position: inout Int) -> Range<Int> {
        let start = position
        let count = min(remaining, bytes.byteCount &- position)
        position &+= count
        remaining &-= count
        if remaining == 0 {
            state = .dataCarriageReturn
        }
        return start..<position
    }

    /// Takes one byte of a chunk's frame: of the line with its size, or of the line ending after its data.
    private mutating func takeFrame(_ byte: UInt8, limits: borrowing HTTP1Limits) throws(HTTP1Refusal) {
        switch state {
        case .sizeStart:
            guard let digit = ASCII.hexadecimalValue(byte) else { throw .invalidChunkSize }
            remaining = Int(digit)
            sizeDigits = 1
            extensionBytes = 0
            state = .size
        case .size:
            try takeSize(byte, limits: limits)
        case .extensionSpace, .extensions:
            try takeExtension(byte, limits: limits)
        case .sizeLineFeed:
            guard byte == ASCII.lineFeed else { throw .invalidLineEnding }
            state = remaining == 0 ? .trailers : .data
        case .dataCarriageReturn:
            guard byte == ASCII.carriageReturn else { throw .invalidChunkEnd }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == ASCII.lineFeed else { throw .invalidChunkEnd }
            state = .sizeStart
        case .data, .trailers, .end:
            return
        }
    }

    private mutating func takeSize(_ byte: UInt8, limits: borrowing HTTP1Limits) throws(HTTP1Refusal) {
        if let digit = ASCII.hexadecimalValue(byte) {
            // Sixteen digits, leading zeros included; what they say has to fit the limit long before it can overflow.
            guard sizeDigits < 16 else { throw .invalidChunkSize }
            guard remaining <= Int.max >> 4 else { throw .bodyTooLarge }
            remaining = remaining << 4 | Int(digit)
            sizeDigits &+= 1
            return
        }
        guard remaining <= limits.bodyBytes, total <= limits.bodyBytes &- remaining else { throw .bodyTooLarge }
        total &+= remaining
        switch byte {
        case ASCII.carriageReturn:
            state = .sizeLineFeed
        case ASCII.semicolon:
            state = .extensions
            try countExtensionByte(limits: limits)
        case ASCII.space, ASCII.tab:
            state = .extensionSpace
            try countExtensionByte(limits: limits)
        default:
            throw .invalidChunkSize
        }
    }

    /// Extensions are ignored, RFC 9112 section 7.1.1; what is checked is where they end and that they do.
    private mutating func takeExtension(_ byte: UInt8, limits: borrowing HTTP1Limits) throws(HTTP1Refusal) {
        if state == .extensionSpace, !ASCII.isWhitespace(byte) {
            // White space is allowed before the semicolon only, not at the end of the line.
            guard byte == ASCII.semicolon else { throw .invalidChunkSize }
            state = .extensions
        }
        if byte == ASCII.carriageReturn {
            state = .sizeLineFeed
            return
        }
        guard CharacterClass.fieldValue.contains(byte) else { throw .invalidChunkExtension }
        try countExtensionByte(limits: limits)
    }

    private mutating func countExtensionByte(limits: borrowing HTTP1Limits) throws(HTTP1Refusal) {
        extensionBytes &+= 1
        totalExtensionBytes &+= 1
        guard extensionBytes <= limits.chunkExtensionBytes, totalExtensionBytes <= limits.totalChunkExtensionBytes
        else { throw .chunkExtensionsTooLarge }
    }
}
