import MartletThriftProtocol

/// Finds messages in the bytes of a connection, and tells which form they have.
struct MessageSplitter {
    /// A whole message.
    struct Piece {
        var form: MessageForm
        /// Where it stands in the bytes.
        var message: Range<Int>
        /// The headers, of a frame that has them.
        var headers = ThriftHeaders()
    }

    /// Why nothing more can be read from a connection, or why one message cannot.
    struct Failure: Error {
        /// The form that the answer should have.
        var form: MessageForm
        var sequenceID: Int32 = 0
        var exception: ThriftApplicationException
        /// Where the next message begins; `nil` if that is not known.
        var end: Int?
    }

    private let form: MessageForm
    /// Whether a message may have another form than the one that was chosen.
    private let detects: Bool
    private let limits: ThriftLimits
    private let headerLimit: Int
    /// Of an unframed message that has arrived in part.
    private var scanner: MessageScanner?

    /// - Parameters:
    ///   - transport: The transport of the connection.
    ///   - kind: Its protocol, which frames with headers say themselves.
    ///   - limits: Bounds on messages.
    ///   - headerLimit: Bytes of headers.
    init(_ transport: ThriftTransport, _ kind: ThriftProtocolKind, limits: ThriftLimits, headerLimit: Int) {
        form = MessageForm(of: transport, kind)
        detects = transport == .header
        self.limits = limits
        self.headerLimit = headerLimit
    }

    /// Whether a message has arrived in part that needs to be looked at from where the last look ended.
    ///
    /// - Parameter bytes: What has arrived and was not used; it begins with the next message, as in the calls before.
    /// - Returns: The first message, and where it ends; `nil` if more bytes are needed.
    @inline(__always)
    mutating func next(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> (piece: Piece, end: Int)? {
        if form.framing == .unframed { return try unframed(bytes, form.kind) }
        guard bytes.count >= 4 else { return nil }
        let word = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
        if detects {
            if word & 0xFFFF_0000 == Self.binaryVersion { return try unframed(bytes, .binary) }
            if word >> 24 == Self.compactMark { return try unframed(bytes, .compact) }
        }
        guard word <= Int32.max else { throw failure("the length of a frame is below zero") }
        // Headers do not count as bytes of the message.
        let limit = limits.messageByteCount + (detects ? headerLimit : 0)
        guard Int(word) <= limit else {
            throw failure("a frame of \(word) bytes is longer than \(limits.messageByteCount)")
        }
        let end = 4 + Int(word)
        guard end <= bytes.count else { return nil }
        if detects { return (try detected(UnsafeRawBufferPointer(rebasing: bytes[4..<end])), end) }
        return (Piece(form: form, message: 4..<end), end)
    }

    private static let binaryVersion: UInt32 = 0x8001_0000
    private static let compactMark: UInt32 = 0x82

    private func failure(_ message: String) -> Failure {
        Failure(form: form, exception: ThriftApplicationException(.protocolError, message))
    }

    /// What is in a frame.
    private func detected(_ frame: UnsafeRawBufferPointer) throws(Failure) -> Piece {
        let end = 4 + frame.count
        guard frame.count >= 2 else {
            throw Failure(form: form, exception: ThriftApplicationException(.protocolError, "a frame is too short"))
        }
        switch UInt16(bigEndian: frame.loadUnaligned(as: UInt16.self)) {
        case HeaderFrame.magic:
            do throws(HeaderFrame.Refusal) {
                let head = try HeaderFrame(frame, limit: headerLimit)
                return Piece(
                    form: MessageForm(.header, head.kind),
                    message: 4 + head.messageOffset..<end,
                    headers: head.headers
                )
            } catch {
                throw Failure(form: form, sequenceID: error.sequenceID, exception: error.exception, end: end)
            }
        case UInt16(Self.binaryVersion >> 16):
            return Piece(form: MessageForm(.framed, .binary), message: 4..<end)
        case let mark where mark >> 8 == Self.compactMark:
            return Piece(form: MessageForm(.framed, .compact), message: 4..<end)
        default:
            let exception = ThriftApplicationException(
                .unsupportedClientType,
                "neither headers nor a message of the binary or the compact protocol"
            )
            throw Failure(form: form, exception: exception)
        }
    }

    private mutating func unframed(
        _ bytes: UnsafeRawBufferPointer,
        _ kind: ThriftProtocolKind
    ) throws(Failure) -> (piece: Piece, end: Int)? {
        var scanner = scanner ?? MessageScanner(kind, limits)
        self.scanner = nil
        let end: Int?
        do throws(ThriftProtocolError) {
            end = try scanner.end(in: bytes)
        } catch {
            let exception = ThriftApplicationException(.protocolError, error.message)
            throw Failure(form: MessageForm(.unframed, kind), exception: exception)
        }
        guard let end else {
            self.scanner = scanner
            return nil
        }
        return (Piece(form: MessageForm(.unframed, kind), message: 0..<end), end)
    }
}
