package import HTTPTypes
package import Logging
import Martlet
package import MartletHTTP1

/// A table of routes made ready to serve: what every connection of a server, and every in-process transport, shares.
package final class HTTPApplication: Sendable {
    /// What a look-up finds.
    final class Node: Sendable {
        let handler: any RequestHandler
        let codec: any HTTPBodyCodec
        let readsJSON: Bool
        let parameterNames: [String]

        /// The pattern, with the prefixes of its tables.
        let route: String

        init(handler: any RequestHandler, codec: any HTTPBodyCodec, parameterNames: [String], route: String) {
            self.route = route
            self.handler = handler
            self.codec = codec
            readsJSON = codec.reads("application/json")
            self.parameterNames = parameterNames
        }
    }

    private let router: Router<Node>
    private let observer: RequestObserver?

    /// Makes a table ready.
    ///
    /// - Throws: ``RoutingError``, which names all conflicts and all paths that are not well formed.
    package init(
        _ routes: HTTPRoutes,
        propagation: HTTPPropagation,
        observer: RequestObserver? = nil,
        logger: Logger
    ) throws {
        self.observer = observer
        let defaults = HandlerDefaults(errorHandler: LoggingErrorHandler(logger), propagation: propagation)
        let jsonCodec = JSONBodyCodec()
        router = try Router(
            routes.routes.map { route in
                let codec = route.codec ?? jsonCodec
                let handler = route.makeHandler(route.hooks, codec, defaults)
                return RouteEntry(
                    method: route.method.rawValue,
                    prefixes: route.prefixes,
                    pattern: route.path,
                    value: Node(
                        handler: handler,
                        codec: codec,
                        parameterNames: route.parameterNames,
                        route: (route.prefixes + [route.path]).joined()
                    ),
                    fileID: route.place.fileID,
                    line: route.place.line
                )
            }
        )
    }

    /// Handles a request: finds its route, or answers that there is none.
    package func handle(
        _ view: HTTP1HeadView,
        body: UnsafeRawBufferPointer,
        trailers: HTTPFields = HTTPFields(),
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        let path = view.path.isEmpty ? Self.rootPath : view.path
        var captures: [HTTP1Slice] = []
        let match = router.findUnmanaged(
            method: view.head.method,
            methodName: view.bytes(of: view.head.methodName).bytes,
            path: path.bytes,
            captures: &captures
        )
        guard let observer else {
            return answer(match, view, path, captures, body, trailers, remoteAddress: remoteAddress, on: exchange)
        }
        let route: String? =
            if case .found(let node) = match { node._withUnsafeGuaranteedRef { $0.route } } else { nil }
        let observed = observer.observe(view, route: route, remoteAddress: remoteAddress, on: exchange)
        observed.handle {
            answer(match, view, path, captures, body, trailers, remoteAddress: remoteAddress, on: observed)
        }
    }

    private func answer(
        _ match: RouteMatch<Unmanaged<Node>>,
        _ view: HTTP1HeadView,
        _ path: UnsafeRawBufferPointer,
        _ captures: [HTTP1Slice],
        _ body: UnsafeRawBufferPointer,
        _ trailers: HTTPFields,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        switch match {
        case .found(let found):
            // The router, and with it the node, lives as long as this object.
            let node = found._withUnsafeGuaranteedRef { $0 }
            let request = IncomingRequest(
                view: view,
                bodyBytes: body,
                route: MatchedRoute(
                    path: path,
                    parameterNames: node.parameterNames,
                    captures: captures,
                    codec: node.codec,
                    readsJSON: node.readsJSON
                ),
                remoteAddress: remoteAddress,
                trailers: trailers
            )
            node.handler.handle(request, on: exchange)
        case .notFound:
            Self.refuse(.notFound, "nothing is at \(view.string(view.head.path).prefix(200))", on: exchange)
        case .malformed:
            Self.refuse(.badRequest, "the path is not percent-encoded rightly", on: exchange)
        case .methodNotAllowed(let allow):
            Self.refuse(.methodNotAllowed, "allowed here: \(allow)", fields: [.allow: allow], on: exchange)
        case .options(let allow):
            var response = exchange.makeResponse()
            response.status = .noContent
            response.fields[.allow] = allow
            exchange.send(response)
        }
    }

    private static func refuse(
        _ status: HTTPResponse.Status,
        _ message: String,
        fields: HTTPFields = [:],
        on exchange: any ServerExchange
    ) {
        var response = exchange.makeResponse()
        ErrorResponse.encode(HTTPError(status, message, fields: fields), into: &response)
        exchange.send(response)
    }

    /// The path of a target in absolute form that has none: RFC 9110, section 4.2.3. A static string lives for ever.
    private static var rootPath: UnsafeRawBufferPointer {
        let path: StaticString = "/"
        return UnsafeRawBufferPointer(start: path.utf8Start, count: path.utf8CodeUnitCount)
    }
}
