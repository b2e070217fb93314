public import Martlet
import MartletJSON
import NIOCore

/// The name of a method, and the endpoint that answers.
///
/// The request is decoded from `params` and the response is encoded as `result`. Params may be an object or an array; for
/// an array, declare the names of the parameters in their order, or let the request be decoded from an array.
///
/// ```swift
/// JSONRPCMethod("subtract", to: subtract, parameters: ["minuend", "subtrahend"])
/// ```
public struct JSONRPCMethod: Sendable {
    /// A call whose params have been read.
    ///
    /// It writes the answer; for a notification, which has no id, nothing.
    typealias Prepared = @Sendable (_ id: [UInt8]?, inout ByteBuffer) async throws -> Void

    let name: String
    let endpointName: String
    let prepare: @Sendable (_ params: JSONNode?, JSONCodec) throws -> Prepared

    /// Binds an endpoint.
    ///
    /// - Parameters:
    ///   - name: The name of the method. Those that begin with `rpc.` are the protocol's own.
    ///   - endpoint: The endpoint.
    ///   - parameters: The names of the parameters in their order, for callers that send an array. Without any, an array is
    ///     decoded as it is.
    public init<Request: Decodable, Response: Encodable>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        parameters: [String] = []
    ) {
        let reader = JSONRPCParams(names: parameters)
        self.init(name, to: endpoint) { params, json in try reader.decode(Request.self, from: params, with: json) }
    }

    /// Binds an endpoint whose request is made in a way of its own.
    ///
    /// ```swift
    /// JSONRPCMethod("sum", to: sum) { params in SumRequest(numbers: try params.decode([Int].self)) }
    /// ```
    ///
    /// - Parameters:
    ///   - name: The name of the method.
    ///   - endpoint: The endpoint.
    ///   - decode: Makes the request. An error that it throws is answered, and the endpoint is not called.
    public init<Request, Response: Encodable>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        decode: @escaping @Sendable (JSONRPCReceivedParams) throws -> Request
    ) {
        self.init(name, to: endpoint) { params, json in
            try decode(JSONRPCReceivedParams(node: params, json: json))
        }
    }

    private init<Request: Sendable, Response: Encodable & Sendable>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        read: @escaping @Sendable (JSONNode?, JSONCodec) throws -> Request
    ) {
        self.name = name
        endpointName = endpoint.name
        let traits = JSONRPCResponseTraits<Response>()
        prepare = { params, json in
            let request: Request
            do {
                request = try read(params, json)
            } catch let error as DecodingError {
                throw JSONRPCError(
                    code: JSONRPCError.invalidParamsCode,
                    Status(.invalidArgument, DecodingFailure(error).description, underlying: error)
                )
            }
            return { id, output in
                let response = try await endpoint(request)
                try traits.throwFailure(of: response)
                guard let id else { return }
                try JSONRPCEnvelope.writeResult(response, id: id, with: json, into: &output)
            }
        }
    }
}

/// Params that a caller has sent, to be decoded in a way of one's own.
public struct JSONRPCReceivedParams {
    let node: JSONNode?
    let json: JSONCodec

    /// Whether there are none.
    public var isEmpty: Bool { (node?.count ?? 0) == 0 }

    /// Reads them.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - parameters: The names of the parameters in their order, for an array.
    /// - Throws: An error that is answered as -32602.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self,
        parameters: [String] = []
    ) throws -> Value {
        try JSONRPCParams(names: parameters).decode(type, from: node, with: json)
    }
}

/// The error inside of a response, found out once whether there may be one.
struct JSONRPCResponseTraits<Response: Sendable>: Sendable {
    private let isFailable = Response.self is any FailableResponse.Type

    func throwFailure(of response: Response) throws {
        guard isFailable, let failure = (response as? any FailableResponse)?.failure else { return }
        throw failure.withoutDelivery
    }
}
