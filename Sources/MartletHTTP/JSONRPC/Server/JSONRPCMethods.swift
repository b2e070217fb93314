public import Martlet
public import MartletJSON

/// A table of methods that one route answers, by JSON-RPC 2.0.
///
/// ```swift
/// let routes = HTTPRoutes {
///     Route("/rpc", jsonRPC: JSONRPCMethods {
///         JSONRPCMethod("sum", to: endpoints.sum)
///         JSONRPCMethod("concat", to: endpoints.concat, parameters: ["a", "b"])
///     })
/// }
/// ```
///
/// Requests may be single or batches, calls or notifications. The same endpoints may be served by other routes, and on
/// other wires.
///
/// Source: [JSON-RPC 2.0](https://www.jsonrpc.org/specification).
public struct JSONRPCMethods: Sendable {
    /// Runs for each call before its params are decoded. What it puts into the context is seen by everything after it, and
    /// an error that it throws is the answer of the call.
    public typealias Before = @Sendable (JSONRPCCall, inout RequestContext) throws -> Void

    /// Makes the answer to an error of a call.
    public typealias ErrorEncoder = @Sendable (any Error) -> JSONRPCError

    /// Makes the answer to an error of a call, and may choose status and fields of HTTP. What is changed of them for a call
    /// of a batch holds for the answer to the batch; the first status that is not 200 stays.
    public typealias HTTPErrorEncoder = @Sendable (any Error, inout OutgoingResponse) -> JSONRPCError

    /// Bounds on what a caller may send at once.
    public struct Limits: Hashable, Sendable {
        /// Requests in a batch, 100 unless chosen otherwise. A longer one is answered with one error, and none of it runs.
        public var batchCount = 100

        /// Calls of a batch that run at the same time, 16 unless chosen otherwise; at least 1.
        public var concurrentCallCount = 16

        /// Makes the usual limits.
        public init() {}
    }

    let methods: [String: JSONRPCMethod]
    var beforeHooks: [Before] = []
    var encodeError: HTTPErrorEncoder = { error, _ in JSONRPCError(error) }
    var limits = Limits()
    var json = JSONCodec()

    /// Makes a table. Of two methods with one name the last one counts.
    ///
    /// - Parameter methods: The methods.
    public init(@JSONRPCMethodsBuilder _ methods: () -> [JSONRPCMethod]) {
        self.methods = Dictionary(methods().map { ($0.name, $0) }) { _, last in last }
    }

    /// The same with a hook before each call, after those that it has. See ``Before``.
    public func before(_ hook: @escaping Before) -> JSONRPCMethods {
        changed { $0.beforeHooks.append(hook) }
    }

    /// The same with errors of calls made in a way of its own. Without it they are ``JSONRPCError/init(_:)``.
    public func errorEncoder(_ encoder: @escaping ErrorEncoder) -> JSONRPCMethods {
        errorEncoder { error, _ in encoder(error) }
    }

    /// The same with errors of calls made in a way of its own, and status and fields of HTTP with them. See
    /// ``HTTPErrorEncoder``.
    public func errorEncoder(_ encoder: @escaping HTTPErrorEncoder) -> JSONRPCMethods {
        changed { $0.encodeError = encoder }
    }

    /// The same with other limits.
    public func limits(_ change: (inout Limits) -> Void) -> JSONRPCMethods {
        changed { change(&$0.limits) }
    }

    /// The same with another codec for params and results.
    public func codec(_ json: JSONCodec) -> JSONRPCMethods {
        changed { $0.json = json }
    }

    private func changed(_ change: (inout JSONRPCMethods) -> Void) -> JSONRPCMethods {
        var copy = self
        change(&copy)
        return copy
    }
}

/// Collects methods; conditions and loops work as anywhere.
@resultBuilder
public enum JSONRPCMethodsBuilder {
    /// A method.
    public static func buildExpression(_ method: JSONRPCMethod) -> [JSONRPCMethod] { [method] }

    /// Methods one after the other.
    public static func buildBlock(_ parts: [JSONRPCMethod]...) -> [JSONRPCMethod] { parts.flatMap { $0 } }

    /// Methods under an `if` without an `else`.
    public static func buildOptional(_ part: [JSONRPCMethod]?) -> [JSONRPCMethod] { part ?? [] }

    /// Methods of the first branch.
    public static func buildEither(first part: [JSONRPCMethod]) -> [JSONRPCMethod] { part }

    /// Methods of the second branch.
    public static func buildEither(second part: [JSONRPCMethod]) -> [JSONRPCMethod] { part }

    /// Methods of a loop.
    public static func buildArray(_ parts: [[JSONRPCMethod]]) -> [JSONRPCMethod] { parts.flatMap { $0 } }
}
