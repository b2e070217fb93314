import Martlet
import MartletHTTP
import MartletThriftProtocol
import NIOCore

/// A call that waits for its answer.
///
/// `@unchecked Sendable`: once it was made, it is used on the loop of its connection only.
class ClientCall: PendingCall, @unchecked Sendable {
    final let name: String
    final let isOneway: Bool
    final let headers: ThriftHeaders
    final let deadline: Deadline?
    final var sequenceID: Int32 = 0
    final var timer: Scheduled<Void>?
    final var isDone = false
    /// Whether some of it may have left.
    final var isSent = false

    init(_ name: String, isOneway: Bool, headers: ThriftHeaders, deadline: Deadline?) {
        self.name = name
        self.isOneway = isOneway
        self.headers = headers
        self.deadline = deadline
    }

    /// Appends the message.
    func write(_ kind: ThriftProtocolKind, to bytes: inout [UInt8]) throws(ThriftProtocolError) {}

    /// Takes the answer, of which the bytes are valid only while it is handled.
    func succeed(_ answer: ClientMessage, limits: ThriftLimits) {}

    /// Takes notice that a call without an answer has left.
    func succeedOneway() {}

    /// Ends the call with an error.
    func fail(_ error: any Error) {}
}

/// An answer as it came.
struct ClientMessage {
    var kind: ThriftProtocolKind
    var bytes: UnsafeRawBufferPointer
    var headers: ThriftHeaders
}

/// An answer to the one who waits for it.
struct ClientAnswer<Result: Sendable>: Sendable {
    /// `nil` for a call that is not answered.
    var result: Result?
    var headers = ThriftHeaders()
}

/// A call with its types.
///
/// `@unchecked Sendable`: as the class that it extends; the continuation is set and taken on the loop of the connection.
final class TypedClientCall<Arguments: ThriftStruct, Result: ThriftResult>: ClientCall, @unchecked Sendable {
    private let method: ThriftMethod<Arguments, Result>
    private let arguments: Arguments
    var continuation: CheckedContinuation<ClientAnswer<Result>, any Error>?

    init(
        _ method: ThriftMethod<Arguments, Result>,
        name: String,
        _ arguments: Arguments,
        headers: ThriftHeaders,
        deadline: Deadline?
    ) {
        self.method = method
        self.arguments = arguments
        super.init(name, isOneway: method.isOneway, headers: headers, deadline: deadline)
    }

    override func write(_ kind: ThriftProtocolKind, to bytes: inout [UInt8]) throws(ThriftProtocolError) {
        let header = ThriftMessageHeader(name, isOneway ? .oneway : .call, sequenceID: sequenceID)
        try method.writeArguments(kind, header, arguments, &bytes)
    }

    override func succeed(_ answer: ClientMessage, limits: ThriftLimits) {
        do throws(ThriftProtocolError) {
            let result = try method.readResult(answer.kind, answer.bytes, limits)
            end { $0.resume(returning: ClientAnswer(result: result, headers: answer.headers)) }
        } catch {
            fail(Status(.internal, "the answer cannot be read: \(error.message)", underlying: error))
        }
    }

    override func succeedOneway() {
        end { $0.resume(returning: ClientAnswer(result: nil)) }
    }

    override func fail(_ error: any Error) {
        end { $0.resume(throwing: error) }
    }

    private func end(_ resume: (CheckedContinuation<ClientAnswer<Result>, any Error>) -> Void) {
        isDone = true
        timer?.cancel()
        timer = nil
        guard let continuation else { return }
        self.continuation = nil
        resume(continuation)
    }
}
