import Martlet
public import MartletHTTP
import NIOCore

/// Answers calls of methods that a service does not have.
final class UnknownMethodHandler: RequestHandler {
    private let settings: MethodSettings

    /// The head is enough.
    let readsPieces = true

    init(_ settings: MethodSettings) {
        self.settings = settings
    }

    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange) {
        var call = ServerCall(settings)
        var response = exchange.makeResponse()
        do {
            try call.read(request, on: exchange)
            throw Status(.unimplemented, "there is no method \(request.path.dropFirst().prefix(200))")
        } catch {
            call.handle(error, endpoint: settings.path)
            call.write(error, to: &response)
            let sent = response
            exchange.send(response)
            call.finish(error, sent, byteCount: sent.body.readableBytes)
        }
    }
}

/// Answers calls of services that the server does not have with `unimplemented`, where nothing else answers.
///
/// Without it such a call is answered with 404 as any other path, which clients of gRPC take for the same. Use it on a port that
/// is for gRPC only, so that logs and metrics see failures of gRPC:
///
/// ```swift
/// let routes = HTTPRoutes {
///     add
///     UnknownGRPCServices()
/// }
/// ```
public struct UnknownGRPCServices: Sendable {
    /// Makes it.
    public init() {}

    var route: Route {
        Route(.post, "/{service}/{method}") { hooks, defaults in
            UnknownMethodHandler(
                MethodSettings(
                    path: "unknown",
                    hooks: GRPCHooks(),
                    limits: ServiceLimits(),
                    httpHooks: hooks,
                    defaults: defaults
                )
            )
        }
    }
}

extension HTTPRoutesBuilder {
    /// What answers calls of services that the server does not have.
    public static func buildExpression(_ services: UnknownGRPCServices) -> [Route] { [services.route] }
}
