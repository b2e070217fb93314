import HTTPTypes
public import MartletHTTP

/// A service of gRPC: its name, and the endpoints that answer its methods.
///
/// It stands in a table of routes beside everything else that the server answers, on the same port:
///
/// ```swift
/// let routes = HTTPRoutes {
///     Route(.get, "/healthz", to: healthz)
///     GRPCService("pb.Add") {
///         GRPCMethod("Sum", to: endpoints.sum) { (request: Pb_SumRequest) in
///             SumRequest(a: request.a, b: request.b)
///         } encode: { response in
///             Pb_SumReply.with { $0.v = response.v }
///         }
///     }
/// }
/// let server = HTTPServer(routes, on: .hostname("127.0.0.1", port: 8082), logger: logger)
/// ```
///
/// An error is answered with its `Status`, code for code, with its details. A method that the service does not have is
/// `unimplemented`; so is a service that the server does not have, as clients understand 404.
///
/// gRPC needs HTTP/2: over HTTP/1.1 a call is answered with 505. What is not gRPC is answered with 415.
public struct GRPCService: Sendable {
    /// The full name: package and service, `pb.Add`.
    public let name: String

    /// The names of the methods.
    public var methodNames: [String] { methods.map(\.name) }

    let methods: [GRPCMethod]
    var hooks = GRPCHooks()
    var limits = ServiceLimits()
    private let fileID: String
    private let line: Int

    /// Makes a service.
    ///
    /// - Parameters:
    ///   - name: The full name: package and service, `pb.Add`.
    ///   - fileID: Where the service is declared, for the message about a conflict.
    ///   - line: Where the service is declared.
    ///   - methods: The methods.
    public init(
        _ name: String,
        fileID: String = #fileID,
        line: Int = #line,
        @GRPCServiceBuilder _ methods: () -> [GRPCMethod]
    ) {
        self.name = name
        self.fileID = fileID
        self.line = line
        self.methods = methods()
    }

    /// The same, with other bounds on messages. A message that is larger is refused with `resourceExhausted`.
    ///
    /// - Parameters:
    ///   - received: Bytes of a message that is received, on the wire and unpacked: 4 MiB unless chosen otherwise.
    ///   - sent: Bytes of a message that is sent, before it is compressed.
    public func messageSize(received: Int, sent: Int = Int(Int32.max)) -> GRPCService {
        changed {
            $0.limits.receivedByteCount = max(0, received)
            $0.limits.sentByteCount = max(0, sent)
        }
    }

    /// The same, with answers in gzip for clients that accept it, from 64 bytes on. Requests in gzip are understood either way.
    ///
    /// - Parameter compresses: Whether to.
    public func compressed(_ compresses: Bool = true) -> GRPCService {
        changed { $0.limits.compresses = compresses }
    }

    func changed(_ change: (inout GRPCService) -> Void) -> GRPCService {
        var copy = self
        change(&copy)
        return copy
    }

    /// One route per method, and one for what is no method.
    var routes: [Route] {
        let known = methods.map { method in
            let path = "\(name)/\(method.name)"
            return Route(.post, "/" + path, fileID: fileID, line: line) { [hooks, limits] httpHooks, defaults in
                method.makeHandler(
                    MethodSettings(path: path, hooks: hooks, limits: limits, httpHooks: httpHooks, defaults: defaults)
                )
            }
        }
        let unknown = Route(.post, "/\(name)/{method}", fileID: fileID, line: line) { [name, hooks, limits] in
            UnknownMethodHandler(
                MethodSettings(path: "\(name)/", hooks: hooks, limits: limits, httpHooks: $0, defaults: $1)
            )
        }
        return known + [unknown]
    }
}

/// The bounds of a service.
struct ServiceLimits: Sendable {
    var receivedByteCount = MessageLimit.defaultReceivedByteCount
    var sentByteCount = Int(Int32.max)
    var compresses = false
}

/// Collects methods; conditions and loops work as anywhere.
@resultBuilder
public enum GRPCServiceBuilder {
    /// A method.
    public static func buildExpression(_ method: GRPCMethod) -> [GRPCMethod] { [method] }

    /// Methods one after the other.
    public static func buildBlock(_ parts: [GRPCMethod]...) -> [GRPCMethod] { parts.flatMap { $0 } }

    /// Methods under an `if` without an `else`.
    public static func buildOptional(_ part: [GRPCMethod]?) -> [GRPCMethod] { part ?? [] }

    /// Methods of the first branch.
    public static func buildEither(first part: [GRPCMethod]) -> [GRPCMethod] { part }

    /// Methods of the second branch.
    public static func buildEither(second part: [GRPCMethod]) -> [GRPCMethod] { part }

    /// Methods of a loop.
    public static func buildArray(_ parts: [[GRPCMethod]]) -> [GRPCMethod] { parts.flatMap { $0 } }
}

extension HTTPRoutesBuilder {
    /// A service of gRPC.
    public static func buildExpression(_ service: GRPCService) -> [Route] { service.routes }
}
