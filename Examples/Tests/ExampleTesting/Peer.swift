import Martlet
public import MartletHTTP
import NIOCore

/// A service to call, wherever it runs: in this process without a socket, behind one, or as a program of its own.
public struct Peer: Sendable {
    private let transport: any HTTPTransport
    private let base: String

    /// Makes a peer; without a base it is one in this process.
    public init(_ transport: any HTTPTransport, at base: String = "") {
        self.transport = transport
        self.base = base
    }

    /// Makes client endpoints for it.
    public var http: HTTPCaller {
        HTTPCaller(transport).at(base)
    }

    /// Sends a request as it is and takes the answer as it is.
    public func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        contentType: String? = "application/json"
    ) async throws -> Answer {
        var request = OutgoingRequest(method, base + path)
        if let body {
            request.body = ByteBuffer(string: body)
            request.contentType = contentType.map { MediaType($0) }
        }
        let response = try await transport.send(request, deadline: .after(.seconds(60)))
        return Answer(status: response.status.code, body: response.text)
    }
}

/// What a service has answered.
public struct Answer: Equatable, Sendable {
    /// The number of the status.
    public var status: Int

    /// The body as text.
    public var body: String

    /// Makes an answer to compare with.
    public init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

/// How far from the service a test stands. What holds for one should hold for all.
public enum Depth: CaseIterable, Sendable {
    /// In the same process, without a socket.
    case inProcess

    /// In the same process, over a socket.
    case socket
}
