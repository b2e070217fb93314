import HTTPTypes
import Martlet
import MartletHTTP1
import NIOCore

/// One request and its answer.
///
/// `@unchecked Sendable`: once it was started, it is used on the loop of its connection only.
final class HTTPClientCall: @unchecked Sendable {
    let origin: String
    let deadline: Deadline?
    let isHead: Bool

    /// The head of the request, and a small body.
    let head: ByteBuffer

    /// A body that is too large to be copied behind the head.
    let body: ByteBuffer?

    typealias Continuation = CheckedContinuation<IncomingResponse, any Error>

    var continuation: Continuation?
    var timer: Scheduled<Void>?

    /// The connection that it is on.
    var handler: HTTP1ClientHandler?

    /// Whether nobody waits for more.
    private(set) var isDone = false

    /// Whether the head of the answer is there.
    private(set) var hasHead = false

    /// The bytes that a body may have; `nil` for a stream.
    private let limit: Int?
    private var response = IncomingResponse(status: .ok)
    private var source: ResponseBody.Producer.Source?
    private var control: StreamControl?

    /// Bodies up to so many bytes are written with the head in one piece.
    private static let copiedByteCount = 16 * 1_024

    static let badURL = Status(.internal, "the request has a URL that cannot be called")
    static let shutDown = Status(.unavailable, "the HTTP client has been shut down", retry: .never)

    /// - Throws: `Status` when the request cannot be written.
    init(_ request: OutgoingRequest, deadline: Deadline?) throws {
        origin = request.origin
        self.deadline = deadline
        isHead = request.method == .head
        limit = request.responseBody.maximumByteCount
        let isCopied = request.body.readableBytes <= Self.copiedByteCount
        body = isCopied ? nil : request.body
        head = try request.http1Head(copyingBody: isCopied)
    }

    // MARK: The answer

    /// Takes the head.
    ///
    /// - Throws: `Status` when the body says itself that it is too large.
    func receive(_ head: HTTP1ReceivedResponse, _ bytes: UnsafeRawBufferPointer, _ fields: HTTP1FieldTable) throws {
        hasHead = true
        if head.status != 200 {
            let reason = String(decoding: bytes[head.reason.range], as: UTF8.self)
            response.status = HTTPResponse.Status(code: Int(head.status), reasonPhrase: reason)
        }
        response.fields = fields.httpFields(count: head.fieldCount, in: bytes, from: 0)
        if limit == nil { return beginStream() }
        guard case .length(let length) = head.framing, length > 0 else { return }
        try check(length)
        // What was announced may never come, so only so much memory is taken beforehand.
        response.body.reserveCapacity(min(length, 64 * 1_024))
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: Whether more is wanted right away.
    func receive(_ piece: ByteBuffer) throws -> Bool {
        guard limit == nil else {
            try check(response.body.readableBytes + piece.readableBytes)
            response.body.writeImmutableBuffer(piece)
            return true
        }
        switch source?.yield(piece) {
        case .stopProducing: return false
        case .produceMore, .dropped, nil: return true
        }
    }

    private func check(_ byteCount: Int) throws {
        if let limit, byteCount > limit { throw IncomingResponse.tooLarge(limit) }
    }

    private func beginStream() {
        guard let handler else { return }
        let control = StreamControl(of: self, on: handler)
        let reader = BodyReader(onDemand: { control.resume() }, onEnd: { control.stop() })
        let (body, source) = ResponseBody.make(reader) { [deadline] in Self.reason(for: $0, deadline: deadline) }
        self.control = control
        self.source = source
        response.stream = ResponseStream(body)
        resume(returning: response)
        // Only the reader holds it now: that it has gone is to be noticed.
        response.stream = nil
    }

    // MARK: The end

    /// The answer is complete.
    func succeed() {
        guard end() else { return }
        source?.finish()
        source = nil
        resume(returning: response)
    }

    /// Ends the call.
    func fail(_ error: any Error) {
        let error = HTTPClientFailure.status(of: error, wasSent: handler != nil)
        guard end() else { return }
        source?.finish(error)
        source = nil
        continuation.take()?.resume(throwing: error)
    }

    private func end() -> Bool {
        guard !isDone else { return false }
        isDone = true
        timer?.cancel()
        timer = nil
        control?.end()
        control = nil
        return true
    }

    private func resume(returning response: IncomingResponse) {
        continuation.take()?.resume(returning: response)
    }

    /// The error that the caller sees.
    static func reason(for error: any Error, deadline: Deadline?) -> any Error {
        // The cancellation of the task is the reason for whatever else went wrong.
        if Task.isCancelled { return CancellationError() }
        if deadline?.hasPassed() == true { return Status(.deadlineExceeded, underlying: error) }
        return error
    }
}
