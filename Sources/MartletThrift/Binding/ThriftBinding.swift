public import Martlet
public import MartletThriftProtocol

/// A method of the IDL, and the endpoint that answers it.
///
/// ```swift
/// ThriftBinding(AddServiceMethods.sum, to: endpoints.sum)
/// ThriftBinding(AddServiceMethods.sum, to: sum) { arguments in
///     SumRequest(a: Int(arguments.a), b: Int(arguments.b))
/// } encode: { (response: SumResponse) in
///     SumReply(value: Int64(response.v))
/// }
/// ```
public struct ThriftBinding: Sendable, ThriftHooked {
    var name: String
    var hooks = ThriftHooks()
    let makeHandler: @Sendable (ThriftBinding, any ErrorHandler) -> any MethodHandler

    /// Binds a method to an endpoint of types of its own.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - endpoint: The endpoint.
    ///   - decode: Makes the request of the arguments. An error that it throws is answered, and the endpoint is not called.
    ///   - encode: Makes what the method returns of the response.
    public init<Arguments, Result, Request, Response>(
        _ method: ThriftMethod<Arguments, Result>,
        to endpoint: Endpoint<Request, Response>,
        decode: @escaping @Sendable (Arguments) throws -> Request,
        encode: @escaping @Sendable (Response) throws -> Result.Success
    ) {
        name = method.name
        makeHandler = { binding, errorHandler in
            EndpointMethodHandler(
                binding.name,
                method,
                endpoint,
                decode: decode,
                encode: encode,
                hooks: binding.hooks,
                errorHandler: binding.hooks.errorHandler ?? errorHandler
            )
        }
    }

    /// Binds a method to an endpoint.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - endpoint: The endpoint.
    public init<Arguments, Result>(
        _ method: ThriftMethod<Arguments, Result>,
        to endpoint: Endpoint<Arguments, Result.Success>
    ) {
        self.init(method, to: endpoint, decode: { $0 }, encode: { $0 })
    }

    /// The same binding with hooks around those that it has.
    public func hooked(_ hooks: ThriftHooks) -> ThriftBinding {
        var binding = self
        binding.hooks.wrap(in: hooks)
        return binding
    }
}
