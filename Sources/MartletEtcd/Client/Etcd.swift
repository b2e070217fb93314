import HTTPTypes
import Martlet
public import MartletHTTP
import MartletJSON
import NIOCore

/// A client of an etcd cluster, for ``EtcdResolver`` and ``EtcdRegistry``: one per cluster, shared by all of them.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let etcd = Etcd(
///     ["http://10.0.0.1:2379", "http://10.0.0.2:2379", "http://10.0.0.3:2379"],
///     credentials: EtcdCredentials(user: "shop", password: password),
///     over: transport
/// )
/// ```
///
/// It uses one endpoint as long as that works, and goes on to the next one when it does not answer, has lost the leader of
/// the cluster, or is no etcd; a call tries each endpoint once. The token of the user is fetched when it is first needed,
/// and again when etcd does not know it any more.
///
/// TLS, a certificate of the client included, is a matter of the transport. Use one that speaks HTTP/1.1 only, so that each watch
/// has a connection of its own and a dead one is not used for the next:
///
/// ```swift
/// let transport = NIOHTTPTransport(configuration: .init { $0.tls.trustRoots = .file("/etc/etcd/ca.pem") })
/// ```
///
/// Source: [API reference of etcd 3.4](https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/).
public final class Etcd: Sendable {
    let endpoints: EtcdEndpoints
    let configuration: Configuration

    private let credentials: EtcdCredentials?
    private let transport: any HTTPTransport
    private let tokens = EtcdTokens()

    /// Makes a client. Nothing is sent until it is used.
    ///
    /// - Parameters:
    ///   - endpoints: The members: URLs, or `host:port` for `http`. Without any, every call fails with
    ///     `failedPrecondition`.
    ///   - credentials: The user, if the cluster wants one. When the cluster wants none after all, none is used.
    ///   - configuration: Timeouts and limits.
    ///   - transport: What moves the bytes; `NIOHTTPTransport` for a network.
    public init(
        _ endpoints: [String],
        credentials: EtcdCredentials? = nil,
        configuration: Configuration = Configuration(),
        over transport: some HTTPTransport
    ) {
        self.endpoints = EtcdEndpoints(endpoints)
        self.credentials = credentials
        self.configuration = configuration
        self.transport = transport
    }

    /// Calls a method on the first endpoint that works.
    ///
    /// - Parameters:
    ///   - path: Of the gateway.
    ///   - request: Its message.
    ///   - deadline: When to give up altogether; by default each endpoint has its time.
    ///   - timeout: How long one endpoint has; that of the configuration by default, which is also the limit.
    ///   - read: Reads the answer, and knows the endpoint.
    func call<Result>(
        _ path: String,
        _ request: some Encodable,
        deadline: Deadline? = nil,
        timeout: Duration? = nil,
        read: (_ body: [UInt8], _ endpoint: Int) throws -> sending Result
    ) async throws -> sending Result {
        let body = try JSONCodec().encode(request)
        let limit = min(timeout ?? configuration.requestTimeout, configuration.requestTimeout)
        return try await endpoints.first { endpoint in
            let response = try await authorized(at: endpoint) { token in
                var until = Deadline.after(limit)
                if let deadline { until = min(until, deadline) }
                return try await transport.send(post(path, body, token: token, to: endpoint), deadline: until)
            }
            return try read(Array(response.body.readableBytesView), endpoint)
        }
    }

    /// Calls a method that answers with one message.
    func call<Answer: Decodable & Sendable>(
        _ path: String,
        _ request: some Encodable,
        deadline: Deadline? = nil,
        timeout: Duration? = nil,
        answer: Answer.Type = Answer.self
    ) async throws -> Answer {
        try await call(path, request, deadline: deadline, timeout: timeout) { body, _ in
            try Self.decode(Answer.self, from: body)
        }
    }

    static func decode<Answer: Decodable>(_ type: Answer.Type, from body: [UInt8]) throws -> Answer {
        do {
            return try JSONCodec().decode(type, from: body)
        } catch {
            throw EtcdFailure.unreadable(error)
        }
    }

    /// Opens a stream on the first endpoint that works; its head must come within the time of a request.
    func open(_ path: String, _ request: some Encodable) async throws -> EtcdStream {
        let body = try JSONCodec().encode(request)
        return try await endpoints.first { endpoint in
            var used: String?
            let response = try await authorized(at: endpoint) { token in
                used = token
                var request = post(path, body, token: token, to: endpoint)
                request.responseBody = .streamed
                let transport = transport
                return try await withTimeout(configuration.requestTimeout) { [request] in
                    var response = try await transport.send(request, deadline: nil)
                    if response.status != .ok { try await response.collectFailure() }
                    return response
                }
            }
            return EtcdStream(body: response.bodyStream, endpoint: endpoint, token: used)
        }
    }

    /// Forgets a token that etcd has refused in a stream.
    ///
    /// - Returns: Whether there may be another one.
    func renewToken(_ stale: String?) async throws -> Bool {
        guard credentials != nil else { return false }
        _ = try await endpoints.first { try await token(otherThan: stale, at: $0) }
        return true
    }

    /// Sends a request with the token, and once more with another one when etcd does not know it any more.
    private func authorized(
        at endpoint: Int,
        _ send: (_ token: String?) async throws -> IncomingResponse
    ) async throws -> IncomingResponse {
        let token = try await token(otherThan: nil, at: endpoint)
        do {
            return try await Self.checked(send(token))
        } catch let status as Status where status.code == .unauthenticated && credentials != nil {
            return try await Self.checked(send(self.token(otherThan: token, at: endpoint)))
        }
    }

    private static func checked(_ response: IncomingResponse) throws -> IncomingResponse {
        guard response.status == .ok else { throw EtcdFailure.status(of: response) }
        return response
    }

    private func token(otherThan stale: String?, at endpoint: Int) async throws -> String? {
        guard let credentials else { return nil }
        if let known = tokens.known(otherThan: stale) { return known }
        // With the wait for whoever fetches one: behind a member that is dead, each in the queue would take its time.
        return try await withTimeout(configuration.requestTimeout) {
            try await self.tokens.value(otherThan: stale) {
                try await self.authenticate(credentials, at: endpoint)
            }
        }
    }

    /// - Returns: The token, which is empty when the cluster has no authentication.
    private func authenticate(_ credentials: EtcdCredentials, at endpoint: Int) async throws -> String {
        let message = AuthenticateRequest(name: credentials.user, password: credentials.password)
        let request = post("/v3/auth/authenticate", try JSONCodec().encode(message), token: nil, to: endpoint)
        let response = try await transport.send(request, deadline: .after(configuration.requestTimeout))
        guard response.status != .ok else {
            // Not with the reason of the decoder, which could quote an answer that holds the password.
            guard let answer = try? Self.decode(AuthenticateResponse.self, from: Array(response.body.readableBytesView))
            else { throw Status(.internal, "etcd: cannot read the answer to a request for a token") }
            return answer.token
        }
        let failure = EtcdFailure.status(of: response)
        if failure.code == .failedPrecondition { return "" }
        // Not with what it says, which could be what it was told.
        let reason = failure.code == .unauthenticated ? "refuses the user or the password" : "gives no token"
        throw Status(failure.code, "etcd: the cluster \(reason)", retry: failure.retry)
    }

    private func post(_ path: String, _ body: [UInt8], token: String?, to endpoint: Int) -> OutgoingRequest {
        var request = OutgoingRequest(.post, endpoints.urls[endpoint] + path)
        request.contentType = .json
        request.body = ByteBuffer(bytes: body)
        request.responseBody = .collected(upTo: configuration.maximumAnswerByteCount)
        // A member without a leader says so at once, and ends its watches: it would hear of no change.
        request.fields[.requireLeader] = "true"
        if let token, !token.isEmpty { request.fields[.authorization] = token }
        return request
    }
}

extension Etcd: CustomStringConvertible {
    /// The endpoints.
    public var description: String { endpoints.description }
}

extension Etcd: CustomReflectable {
    /// Only what ``description`` has, so that no dump of a value shows a password.
    public var customMirror: Mirror { Mirror(self, children: ["endpoints": endpoints.description]) }
}

extension HTTPField.Name {
    /// The gateway passes it on as the metadata `hasleader`.
    fileprivate static let requireLeader = HTTPField.Name("Grpc-Metadata-hasleader") ?? .date
}

extension IncomingResponse {
    /// Reads as much of the body as a failure can use.
    fileprivate mutating func collectFailure() async throws {
        guard let stream = stream.take() else { return }
        for try await part in stream {
            body.writeImmutableBuffer(part)
            if body.readableBytes > 64 * 1_024 { break }
        }
    }
}
