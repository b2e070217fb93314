import HTTPTypes
public import Martlet
public import MartletJSON
import NIOCore

/// Makes endpoints that call the methods of a peer by JSON-RPC 2.0 over HTTP.
///
/// ```swift
/// let rpc = JSONRPCCaller(HTTPCaller(transport).at("http://127.0.0.1:8084"), "/rpc")
/// let sum: Endpoint<SumRequest, SumResponse> = rpc.endpoint("sum")
/// let response = try await sum(SumRequest(a: 1, b: 2))
/// ```
///
/// The hooks are those of the `HTTPCaller`. An error object fails the call with the `Status` that it stands for, whatever the
/// status of HTTP; its `underlying` error is the ``JSONRPCError``. An answer that has another id than the request, or none
/// where the peer has read one, fails it with `internal`.
///
/// Hooks find the method and the id in their context, as ``JSONRPCCall``; those of a batch find none. An error object is a
/// success to finalizers, which are about HTTP.
///
/// Source: [JSON-RPC 2.0](https://www.jsonrpc.org/specification).
public struct JSONRPCCaller: Sendable {
    private let http: HTTPCaller
    private let path: String
    var json = JSONCodec()
    let makeID: @Sendable () -> [UInt8]

    /// Makes a caller.
    ///
    /// - Parameters:
    ///   - http: Calls the peer.
    ///   - path: The path after the base of the caller, or a whole URL.
    ///   - ids: Where ids come from: numbers from 0 on unless chosen otherwise.
    public init(_ http: HTTPCaller, _ path: String = "/", ids: JSONRPCIDs = .numbers()) {
        self.http = http.decodingFailures()
        self.path = path
        makeID = ids.next
    }

    /// Sends bodies to the peer.
    func exchange(_ name: String) -> Endpoint<ByteBuffer, IncomingResponse> {
        http.endpoint(
            name,
            .post,
            path,
            encode: { body, request in
                request.contentType = JSONRPCEnvelope.mediaType
                request.body = body
            },
            decode: { $0 }
        )
    }

    /// The same with another codec for params and results.
    public func codec(_ json: JSONCodec) -> JSONRPCCaller {
        var copy = self
        copy.json = json
        return copy
    }

    /// An endpoint whose request is encoded as `params`, an object or an array, and whose response is decoded from `result`.
    ///
    /// A request of type `Empty` sends no params, and a response of type `Empty` takes no notice of the result.
    ///
    /// - Parameters:
    ///   - method: The name of the method.
    ///   - name: The name of the endpoint, for logs and metrics; the name of the method unless chosen otherwise.
    ///   - parameters: The names of the parameters in their order, for a peer that wants an array; without any, an object is
    ///     sent as it is.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once, so that layers may
    ///     repeat it.
    public func endpoint<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ method: String,
        name: String? = nil,
        parameters: [String] = [],
        isIdempotent: Bool = false
    ) -> Endpoint<Request, Response> {
        let exchange = exchange(name ?? method)
        let names = JSONRPCParameterNames(parameters)
        return Endpoint(
            remote: name ?? method,
            isIdempotent: isIdempotent,
            endsByDeadline: exchange.endsByDeadline
        ) { request in
            let id = makeID()
            var body = ByteBuffer()
            try JSONRPCEnvelope.writeRequest(method, request, names: names, id: id, with: json, into: &body)
            let response = try await send(body, JSONRPCCall(method: method, id: String(decoding: id, as: UTF8.self))) {
                try await exchange($0)
            }
            return try await JSONRPCAnswerReader(response, json).single(id: id)
        }
    }

    /// An endpoint that tells the peer something and gets no answer, but for the one of HTTP.
    ///
    /// - Parameters:
    ///   - method: The name of the method.
    ///   - name: The name of the endpoint; the name of the method unless chosen otherwise.
    ///   - parameters: The names of the parameters in their order, for a peer that wants an array.
    ///   - isIdempotent: Whether layers may repeat calls.
    public func notification<Request: Encodable & Sendable>(
        _ method: String,
        name: String? = nil,
        parameters: [String] = [],
        isIdempotent: Bool = false
    ) -> Endpoint<Request, Empty> {
        let exchange = exchange(name ?? method)
        let names = JSONRPCParameterNames(parameters)
        return Endpoint(
            remote: name ?? method,
            isIdempotent: isIdempotent,
            endsByDeadline: exchange.endsByDeadline
        ) { request in
            var body = ByteBuffer()
            try JSONRPCEnvelope.writeRequest(method, request, names: names, id: nil, with: json, into: &body)
            let response = try await send(body, JSONRPCCall(method: method, id: nil)) { try await exchange($0) }
            try await JSONRPCAnswerReader(response, json).none()
            return Empty()
        }
    }

    /// Sends a body with the call in the context, when there is a hook to see it.
    private func send(
        _ body: ByteBuffer,
        _ call: JSONRPCCall,
        _ exchange: (ByteBuffer) async throws -> IncomingResponse
    ) async throws -> IncomingResponse {
        guard http.hasHooks else { return try await exchange(body) }
        var context = RequestContext.current
        context[JSONRPCCall.self] = call
        return try await RequestContext.$current.withValue(context) { try await exchange(body) }
    }

    /// Several calls that go to the peer in one request.
    public func batch() -> JSONRPCBatch {
        JSONRPCBatch(caller: self)
    }
}

extension HTTPCaller {
    fileprivate var hasHooks: Bool { !hooks.before.isEmpty || !hooks.after.isEmpty || !hooks.finalizers.isEmpty }
}
