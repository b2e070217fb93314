import HTTPTypes
import Martlet
import MartletBase64
import MartletHTTP
import NIOCore
import Synchronization

@testable import MartletEtcd

/// A transport that answers as a test says and keeps what it was asked.
final class FakeEtcd: HTTPTransport {
    struct Call: Equatable {
        var host: String
        var path: String
        var body: String
        var token: String?
    }

    private let answer: @Sendable (Call) async throws -> IncomingResponse
    private let kept = Mutex<[Call]>([])

    init(_ answer: @escaping @Sendable (Call) async throws -> IncomingResponse) {
        self.answer = answer
    }

    var calls: [Call] { kept.withLock { $0 } }

    func count(_ path: String) -> Int { calls.count { $0.path == path } }

    func bodies(_ path: String) -> [String] { calls.filter { $0.path == path }.map(\.body) }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let call = Call(
            host: String(request.origin.dropFirst("http://".count)),
            path: try request.target(),
            body: String(buffer: request.body),
            token: request.fields[.authorization]
        )
        kept.withLock { $0.append(call) }
        return try await answer(call)
    }

    func client(_ endpoints: [String] = ["a:1"], credentials: EtcdCredentials? = nil) -> Etcd {
        Etcd(endpoints, credentials: credentials, over: self)
    }
}

extension IncomingResponse {
    static func json(_ text: String) -> IncomingResponse { IncomingResponse(status: .ok, text: text) }

    static func failure(_ status: HTTPResponse.Status, _ code: Int, _ message: String) -> IncomingResponse {
        IncomingResponse(status: status, text: #"{"error":"\#(message)","message":"\#(message)","code":\#(code)}"#)
    }

    /// An answer to a range.
    static func range(_ keyValues: [(String, String, Int)], revision: Int, more: Bool = false) -> IncomingResponse {
        let items = keyValues.map { key, value, modRevision in
            let (key, value) = (Base64.encode(Array(key.utf8)), Base64.encode(Array(value.utf8)))
            return #"{"key":"\#(key)","value":"\#(value)","mod_revision":"\#(modRevision)"}"#
        }
        return .json(
            """
            {"header":{"revision":"\(revision)"},"kvs":[\(items.joined(separator: ","))],\
            "more":\(more),"count":"\(keyValues.count)"}
            """
        )
    }

    static func lines(_ lines: [String]) -> IncomingResponse {
        IncomingResponse(status: .ok, stream: ResponseStream(lines.map { ByteBuffer(string: $0 + "\n") }))
    }
}

/// The stream of a watch, open until it is ended.
struct FakeStream: Sendable {
    let response: IncomingResponse
    private let continuation: AsyncStream<ByteBuffer>.Continuation

    init(revision: Int = 1) {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        response = IncomingResponse(status: .ok, stream: ResponseStream(stream))
        self.continuation = continuation
        send(#"{"result":{"header":{"revision":"\#(revision)"},"created":true}}"#)
    }

    func send(_ line: String) { continuation.yield(ByteBuffer(string: line + "\n")) }

    func put(_ key: String, _ value: String, _ revision: Int) {
        let (key, value) = (Base64.encode(Array(key.utf8)), Base64.encode(Array(value.utf8)))
        send(
            """
            {"result":{"header":{"revision":"\(revision)"},"events":[\
            {"kv":{"key":"\(key)","value":"\(value)","mod_revision":"\(revision)"}}]}}
            """
        )
    }

    func end() { continuation.finish() }
}
