import HTTPTypes
public import Martlet
public import MartletJSON
import NIOCore
import Synchronization

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
/// Source: [JSON-RPC 2.0](https://www.jsonrpc.org/specification).
public struct JSONRPCCaller: Sendable {
    let exchange: Endpoint<ByteBuffer, IncomingResponse>
    let url: String
    var json = JSONCodec()
    let makeID: @Sendable () -> [UInt8]

    /// Makes a caller.
    ///
    /// - Parameters:
    ///   - http: Calls the peer.
    ///   - path: The path after the base of the caller, or a whole URL.
    ///   - ids: Where ids come from: numbers from 0 on unless chosen otherwise.
    public init(_ http: HTTPCaller, _ path: String = "/", ids: JSONRPCIDs = .numbers()) {
        url = path
        makeID = ids.next
        exchange = http.decodingFailures().endpoint(
            "jsonrpc",
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
    /// - Parameters:
    ///   - method: The name of the method.
    ///   - name: The name of the endpoint, for logs and metrics; the name of the method unless chosen otherwise.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once, so that layers may
    ///     repeat it.
    public func endpoint<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ method: String,
        name: String? = nil,
        isIdempotent: Bool = false
    ) -> Endpoint<Request, Response> {
        Endpoint(
            remote: name ?? method,
            isIdempotent: isIdempotent,
            endsByDeadline: exchange.endsByDeadline
        ) { request in
            let id = makeID()
            var body = ByteBuffer()
            try JSONRPCEnvelope.writeRequest(method, request, id: id, with: json, into: &body)
            let response = try await exchange(body)
            return try await JSONRPCAnswerReader(response, json).single(id: id)
        }
    }

    /// An endpoint that tells the peer something and gets no answer, but for the one of HTTP.
    ///
    /// - Parameters:
    ///   - method: The name of the method.
    ///   - name: The name of the endpoint; the name of the method unless chosen otherwise.
    ///   - isIdempotent: Whether layers may repeat calls.
    public func notification<Request: Encodable & Sendable>(
        _ method: String,
        name: String? = nil,
        isIdempotent: Bool = false
    ) -> Endpoint<Request, Empty> {
        Endpoint(
            remote: name ?? method,
            isIdempotent: isIdempotent,
            endsByDeadline: exchange.endsByDeadline
        ) { request in
            var body = ByteBuffer()
            try JSONRPCEnvelope.writeRequest(method, request, id: nil, with: json, into: &body)
            let response = try await exchange(body)
            try await JSONRPCAnswerReader(response, json).none()
            return Empty()
        }
    }

    /// Several calls that go to the peer in one request.
    public func batch() -> JSONRPCBatch {
        JSONRPCBatch(caller: self)
    }
}

/// Where the ids of requests come from.
public struct JSONRPCIDs: Sendable {
    let next: @Sendable () -> [UInt8]

    /// Numbers that follow one another.
    ///
    /// - Parameter first: The first one.
    public static func numbers(from first: Int = 0) -> JSONRPCIDs {
        let counter = IDCounter(first)
        return JSONRPCIDs { Array("\(counter.next())".utf8) }
    }

    /// Texts of your own; two requests of one batch must not have the same.
    ///
    /// - Parameter make: Makes the next one, from any number of tasks at the same time.
    public static func texts(_ make: @escaping @Sendable () -> String) -> JSONRPCIDs {
        // A string always has a form in JSON.
        JSONRPCIDs { (try? JSONCodec().encode(make())) ?? [] }
    }
}

private final class IDCounter: Sendable {
    private let value: Atomic<Int>

    init(_ first: Int) {
        value = Atomic(first)
    }

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
