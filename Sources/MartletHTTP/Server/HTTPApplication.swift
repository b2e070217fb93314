import HTTPTypes
package import Logging
import Martlet
import MartletHTTP1

/// A table of routes made ready to serve: what every connection of a server, and every in-process transport, shares.
package final class HTTPApplication: Sendable {
    /// What a look-up finds.
    final class Node: Sendable {
        let handler: any RequestHandler
        let codec: any HTTPBodyCodec
        let readsJSON: Bool
        let readsPieces: Bool
        let bodyByteLimit: Int?
        let parameterNames: [String]

        /// The pattern, with the prefixes of its tables.
        let route: String

        init(handler: any RequestHandler, codec: any HTTPBodyCodec, parameterNames: [String], route: String) {
            self.route = route
            self.handler = handler
            readsPieces = handler.readsPieces
            bodyByteLimit = handler.bodyByteLimit
            self.codec = codec
            readsJSON = codec.reads("application/json")
            self.parameterNames = parameterNames
        }
    }

    private let router: Router<Node>
    let observer: RequestObserver?

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

    /// Looks the route of a request up.
    @inline(__always)
    func match(_ view: HTTP1HeadView) -> MatchedRequest {
        var captures: [HTTP1Slice] = []
        let match = router.findUnmanaged(
            method: view.head.method,
            methodName: view.bytes(of: view.head.methodName).bytes,
            path: Self.path(of: view).bytes,
            captures: &captures
        )
        return MatchedRequest(match: match, captures: captures)
    }

    /// The path that is looked up.
    @inline(__always)
    static func path(of view: HTTP1HeadView) -> UnsafeRawBufferPointer {
        view.path.isEmpty ? rootPath : view.path
    }

    /// The path of a target in absolute form that has none: RFC 9110, section 4.2.3. A static string lives for ever.
    private static var rootPath: UnsafeRawBufferPointer {
        let path: StaticString = "/"
        return UnsafeRawBufferPointer(start: path.utf8Start, count: path.utf8CodeUnitCount)
    }
}
