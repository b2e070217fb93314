import Martlet
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One call on a connection: what was sent, what has come, and who waits for it.
///
/// `@unchecked Sendable`: everything but ``ClientStream/init(on:deadline:limit:isSingle:)`` is used on the event loop of the
/// connection; the asynchronous functions go there.
///
/// `@exclusivity(unchecked)`: nothing is handed to code that could come back here while it is being changed.
final class ClientStream: @unchecked Sendable {
    /// How the call has ended.
    enum End {
        /// The server has said so.
        case answered(Status?)
        /// The connection, the deadline or the caller has.
        case failed(any Error)
    }

    /// Who waits for what.
    enum Receiver {
        case answer(CheckedContinuation<ReceivedAnswer, any Error>)
        case header(CheckedContinuation<Void, any Error>)
        case messages(CheckedContinuation<CircularBuffer<MessageReader.Message>?, any Error>)
    }

    let connection: ClientConnection
    let deadline: Deadline?

    /// Whether the answer is one message, so that it is handed over as a whole.
    let isSingle: Bool

    /// Zero until the call is sent.
    @exclusivity(unchecked) var id = HTTP2StreamID.rootStream

    /// Whether the connection counts it.
    @exclusivity(unchecked) var holdsPlace = true

    // MARK: The request

    @exclusivity(unchecked) var isRequestComplete = false

    /// Bytes that wait for the windows of the server.
    @exclusivity(unchecked) var unsentByteCount = 0
    var writer: CheckedContinuation<Bool, any Error>?

    /// Runs when the call has ended.
    var endHandler: (@Sendable () -> Void)?

    // MARK: The answer

    @exclusivity(unchecked) var header: HPACKHeaders?
    @exclusivity(unchecked) var trailer = HPACKHeaders()
    @exclusivity(unchecked) var encoding = MessageEncoding.identity
    @exclusivity(unchecked) var end: End?
    @exclusivity(unchecked) var receiver: Receiver?
    @exclusivity(unchecked) private var reader: MessageReader
    @exclusivity(unchecked) private var messages = CircularBuffer<MessageReader.Message>(initialCapacity: 1)

    /// Bytes of messages that nobody has taken.
    @exclusivity(unchecked) private var queuedByteCount = 0

    /// Bytes of the window that are to be given back.
    @exclusivity(unchecked) private var credit = 0

    /// - Parameters:
    ///   - connection: Where the call has a place.
    ///   - deadline: When to give up.
    ///   - limit: Bytes that a message may have.
    ///   - isSingle: Whether the answer is one message.
    init(on connection: ClientConnection, deadline: Deadline?, limit: Int, isSingle: Bool) {
        self.connection = connection
        self.deadline = deadline
        self.isSingle = isSingle
        reader = MessageReader(limit: limit)
    }

    // MARK: What arrives

    func receive(_ headers: HTTP2Frame.FramePayload.Headers) {
        guard end == nil else { return }
        guard header == nil else {
            // Anything but the end is no HTTP.
            guard headers.endStream else {
                return fail(Status(.internal, "fields in the middle of an answer"), .protocolError)
            }
            return finish(headers.headers)
        }
        let status = headers.headers.first(name: ":status").flatMap { Int($0) } ?? 0
        // An answer that announces another one.
        if status < 200, status >= 100 { return }
        let isGRPC = ContentType.isGRPC(headers.headers.first(name: "content-type") ?? "")
        if headers.endStream, isGRPC || headers.headers.contains(name: StatusFields.status) {
            return finish(headers.headers)
        }
        guard status == 200, isGRPC else { return failForeign(status, headers.headers) }
        guard let encoding = MessageEncoding(headers.headers.first(name: "grpc-encoding") ?? "") else {
            return fail(Status(.unimplemented, "the answer is compressed in a way that is not known here"), .cancel)
        }
        self.encoding = encoding
        header = headers.headers
        if case .header(let continuation) = receiver {
            receiver = nil
            continuation.resume()
        }
    }

    /// The answer is not of a server of gRPC.
    private func failForeign(_ status: Int, _ headers: HPACKHeaders) {
        let type = headers.first(name: "content-type").map { "\($0.prefix(100))" } ?? "no type"
        let code = status == 200 ? Status.Code.unknown : Status.Code(ofForeignAnswer: status)
        fail(Status(code, "the answer is not gRPC: HTTP status \(status), \(type)"), .cancel)
    }

    func receive(_ data: HTTP2Frame.FramePayload.Data) {
        guard end == nil, case .byteBuffer(let bytes) = data.data else { return }
        guard header != nil else {
            return fail(Status(.internal, "data in front of the fields of an answer"), .protocolError)
        }
        credit += bytes.readableBytes + (data.paddingBytes.map { $0 + 1 } ?? 0)
        reader.append(bytes)
        do {
            while let message = try reader.next() {
                guard !isSingle || messages.isEmpty else {
                    throw Status(.unimplemented, "the answer has more than one message")
                }
                queuedByteCount += message.bytes.readableBytes
                messages.append(message)
            }
        } catch {
            return fail(error, .cancel)
        }
        deliver()
        if data.endStream { return fail(Status(.unknown, "the answer ended without a status"), nil) }
        refillWindow()
    }

    /// The server has answered: what has come before is still handed out.
    private func finish(_ fields: HPACKHeaders) {
        var failure = StatusFields.failure { fields.first(name: $0) }
        if failure == nil {
            do {
                try reader.finish()
                if isSingle, messages.isEmpty { failure = Status(.unimplemented, "the answer has no message") }
            } catch {
                failure = Status(error)
            }
        }
        trailer = fields
        end = .answered(failure)
        if !isRequestComplete { connection.reset(self, .noError) }
        resumeWriter(.success(false))
        if let endHandler { endHandler() }
        endHandler = nil
        deliverEnd()
    }

    /// The connection has found the stream to be closed.
    func closed(_ reason: NIOHTTP2.HTTP2ErrorCode?) {
        if end == nil { receiveReset(reason ?? .streamClosed) }
        giveUpPlace()
    }

    func receiveReset(_ code: NIOHTTP2.HTTP2ErrorCode) {
        guard end == nil else { return }
        if code == .cancel, let deadline, deadline.remaining() < .milliseconds(5) {
            // The server has watched the same deadline.
            return fail(Status(.deadlineExceeded), nil)
        }
        let delivery: Status.Delivery = code == .refusedStream ? .unprocessed : .unknown
        fail(Status(Status.Code(ofReset: code), "the server has reset the call: \(code)", delivery: delivery), nil)
    }

    // MARK: The end

    /// Ends the call.
    ///
    /// - Parameters:
    ///   - error: What the caller hears.
    ///   - code: What the server hears, if it has to be told.
    func fail(_ error: any Error, _ code: NIOHTTP2.HTTP2ErrorCode?) {
        guard end == nil else { return }
        end = .failed(error)
        if let code { connection.reset(self, code) }
        resumeWriter(.success(false))
        if let endHandler { endHandler() }
        endHandler = nil
        deliverEnd()
    }

    func expire() {
        fail(Status(.deadlineExceeded), .cancel)
    }

    /// The caller has gone.
    func cancel() {
        fail(CancellationError(), .cancel)
    }

    func giveUpPlace() {
        guard holdsPlace else { return }
        holdsPlace = false
        connection.pool?.release(connection)
    }

    // MARK: Handing over

    func wait(_ receiver: Receiver) {
        self.receiver = receiver
        if case .header(let continuation) = receiver, header != nil {
            self.receiver = nil
            return continuation.resume()
        }
        deliver()
        deliverEnd()
    }

    /// Hands over messages of an answer of many.
    private func deliver() {
        guard !messages.isEmpty, case .messages(let continuation) = receiver else { return }
        receiver = nil
        var taken = CircularBuffer<MessageReader.Message>()
        swap(&taken, &messages)
        queuedByteCount = 0
        continuation.resume(returning: taken)
        refillWindow()
    }

    private func deliverEnd() {
        guard let end, let receiver else { return }
        switch (receiver, end) {
        case (.answer(let continuation), .answered(let failure)):
            let result: Result<MessageReader.Message, Status> =
                if let failure {
                    .failure(failure)
                } else if let message = messages.popFirst() {
                    .success(message)
                } else {
                    .failure(Status(.internal))
                }
            continuation.resume(
                returning: ReceivedAnswer(
                    header: header ?? HPACKHeaders(),
                    trailer: trailer,
                    encoding: encoding,
                    result: result
                )
            )
        case (.answer(let continuation), .failed(let error)):
            continuation.resume(throwing: error)
        case (.header(let continuation), .answered(let failure)):
            if let failure { continuation.resume(throwing: failure) } else { continuation.resume() }
        case (.header(let continuation), .failed(let error)):
            continuation.resume(throwing: error)
        case (.messages(let continuation), .answered(let failure)):
            if let failure { continuation.resume(throwing: failure) } else { continuation.resume(returning: nil) }
        case (.messages(let continuation), .failed(let error)):
            continuation.resume(throwing: error)
        }
        self.receiver = nil
    }

    /// Lets the server send as much again, unless messages wait here that nobody takes. What belongs to a message that is
    /// not complete does not wait for anybody: it is bounded by the limit for messages.
    private func refillWindow() {
        let window = connection.settings.streamWindow
        guard end == nil, credit >= window / 2, queuedByteCount < window else { return }
        connection.write(.windowUpdate(windowSizeIncrement: credit), on: id)
        connection.queueForFlush()
        credit = 0
    }

    func resumeWriter(_ result: Result<Bool, any Error>) {
        guard let writer else { return }
        self.writer = nil
        writer.resume(with: result)
    }
}
