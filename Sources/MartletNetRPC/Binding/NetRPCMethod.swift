public import Martlet

/// A name on the wire, and the endpoint that answers.
///
/// A name consists of a service and a method: `Add.Sum`. Arguments and reply are encoded by `Codable`; give a closure for either
/// where that is not what you want.
///
/// ```swift
/// NetRPCMethod("Add.Sum", to: endpoints.sum)
/// NetRPCMethod("Add.Concat", to: endpoints.concat) { request in
///     ConcatRequest(try request.decode([String].self))
/// }
/// ```
public struct NetRPCMethod: Sendable, NetRPCHooked {
    let name: String
    var hooks = NetRPCHooks()
    let makeHandler: @Sendable (NetRPCHooks, any ErrorHandler) -> any MethodHandler

    /// Makes the request of an endpoint of a call.
    public typealias Decode<Request> = @Sendable (borrowing NetRPCRequest) throws -> Request

    /// Writes the reply of an endpoint.
    public typealias Encode<Response> = @Sendable (Response, inout NetRPCResponse) throws -> Void

    /// Binds a name to an endpoint, with closures for arguments and reply.
    ///
    /// - Parameters:
    ///   - name: The name: `Add.Sum`.
    ///   - endpoint: The endpoint.
    ///   - decode: Makes the request. An error that it throws is answered, and the endpoint is not called.
    ///   - encode: Writes the reply.
    public init<Request, Response>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        decode: @escaping Decode<Request>,
        encode: @escaping Encode<Response>
    ) {
        self.name = name
        makeHandler = { hooks, errorHandler in
            EndpointMethodHandler(
                name,
                endpoint,
                decode: decode,
                encode: encode,
                hooks: hooks,
                errorHandler: hooks.errorHandler ?? errorHandler
            )
        }
    }

    /// Binds a name to an endpoint.
    ///
    /// - Parameters:
    ///   - name: The name: `Add.Sum`.
    ///   - endpoint: The endpoint.
    public init<Request: Decodable, Response: Encodable>(_ name: String, to endpoint: Endpoint<Request, Response>) {
        self.init(name, to: endpoint, decode: { try $0.decode(Request.self) }, encode: { try $1.encode($0) })
    }

    /// Binds a name to an endpoint, with a closure for the arguments.
    ///
    /// - Parameters:
    ///   - name: The name: `Add.Sum`.
    ///   - endpoint: The endpoint.
    ///   - decode: Makes the request.
    public init<Request, Response: Encodable>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        decode: @escaping Decode<Request>
    ) {
        self.init(name, to: endpoint, decode: decode, encode: { try $1.encode($0) })
    }

    /// Binds a name to an endpoint, with a closure for the reply.
    ///
    /// - Parameters:
    ///   - name: The name: `Add.Sum`.
    ///   - endpoint: The endpoint.
    ///   - encode: Writes the reply.
    public init<Request: Decodable, Response>(
        _ name: String,
        to endpoint: Endpoint<Request, Response>,
        encode: @escaping Encode<Response>
    ) {
        self.init(name, to: endpoint, decode: { try $0.decode(Request.self) }, encode: encode)
    }

    /// The same method with hooks around those that it has.
    public func hooked(_ hooks: NetRPCHooks) -> NetRPCMethod {
        var method = self
        method.hooks.wrap(in: hooks)
        return method
    }
}
