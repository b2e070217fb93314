import Martlet
import MartletGob
import MartletHTTP
import MartletJSON
import NIOCore

/// A call that waits for its reply.
///
/// `@unchecked Sendable`: once it was made, it is used on the loop of its connection only.
class ClientCall: PendingCall, @unchecked Sendable {
    final let method: String
    final let deadline: Deadline?
    final var sequence: UInt64 = 0
    final var timer: Scheduled<Void>?
    final var isDone = false
    /// Whether some of it may have left.
    final var isSent = false

    init(_ method: String, deadline: Deadline?) {
        self.method = method
        self.deadline = deadline
    }

    /// Writes the arguments.
    func write(to output: ClientOutput) throws {}

    /// Takes the reply.
    func succeed(_ reply: ClientReply) {}

    /// Ends the call with an error.
    func fail(_ error: any Error) {}
}

/// A reply as it came, without its header. The bytes are valid only while it is handled.
enum ClientReply {
    case gob(GobDecodingState)
    case json(UnsafeRawBufferPointer)
}

/// The same with its types.
///
/// `@unchecked Sendable` as its superclass: it is used on the loop of its connection only.
final class TypedClientCall<Request: Encodable & Sendable, Response>: ClientCall, @unchecked Sendable
where Response: Decodable & Sendable {
    private let request: Request
    var continuation: CheckedContinuation<Response, any Error>?

    init(_ method: String, _ request: Request, deadline: Deadline?) {
        self.request = request
        super.init(method, deadline: deadline)
    }

    override func write(to output: ClientOutput) throws {
        try output.write(self, request)
    }

    override func succeed(_ reply: ClientReply) {
        do {
            let response: Response =
                switch reply {
                case .gob(let state): try state.decode(Response.self)
                case .json(let bytes): try JSONMessage.codec.decode(Response.self, from: bytes.bytes)
                }
            end { $0.resume(returning: response) }
        } catch let error as DecodingError {
            fail(Status(undecodable: error, .internal))
        } catch {
            fail(error)
        }
    }

    override func fail(_ error: any Error) {
        end { $0.resume(throwing: error) }
    }

    private func end(_ resume: (CheckedContinuation<Response, any Error>) -> Void) {
        isDone = true
        timer?.cancel()
        timer = nil
        guard let continuation else { return }
        self.continuation = nil
        resume(continuation)
    }
}
