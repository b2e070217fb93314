import HTTPTypes
import Logging

/// A table of routes: what an ``HTTPServer`` serves.
///
/// Tables nest: one inside another is mounted under its prefix, with its own hooks.
///
/// ```swift
/// let routes = HTTPRoutes {
///     Route(.post, "/uppercase", to: endpoints.uppercase)
///     HTTPRoutes("/v1/profiles") {
///         Route(.post, "/", to: profiles.create)
///         Route(.get, "/{id}", to: profiles.get) { try .init(id: $0.parameter("id")) }
///     }
///     .before { request, context in context[UserKey.self] = try authenticate(request[.authorization]) }
/// }
/// ```
///
/// A look-up costs the same in a table of ten and of ten thousand routes. Two routes that answer the same requests are
/// an error when the server starts, with both places named; ``validate()`` finds it in a test.
public struct HTTPRoutes: Sendable, HTTPHooked {
    var routes: [Route]

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - prefix: What the paths of all its routes begin with; nothing by default.
    ///   - routes: The routes and further tables.
    public init(_ prefix: String = "", @HTTPRoutesBuilder _ routes: () -> [Route]) {
        self.routes = routes().map { route in
            var route = route
            if !prefix.isEmpty { route.prefixes.insert(prefix, at: 0) }
            return route
        }
    }

    /// The same table with hooks around those that its routes have.
    public func hooked(_ hooks: HTTPHooks) -> HTTPRoutes {
        var table = self
        table.routes = routes.map { $0.hooked(hooks) }
        return table
    }

    /// The same table with another codec for bodies. Without it they are JSON, by ``JSONBodyCodec``.
    ///
    /// - Parameter codec: Reads and writes the bodies of all routes that have no codec from an inner table.
    public func codec(_ codec: any HTTPBodyCodec) -> HTTPRoutes {
        var table = self
        for index in table.routes.indices {
            table.routes[index].codec = table.routes[index].codec ?? codec
        }
        return table
    }

    /// Checks the table as a server does when it starts.
    ///
    /// - Throws: ``RoutingError``, which names all conflicts and all paths that are not well formed.
    public func validate() throws {
        let silent = Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() }
        _ = try HTTPApplication(self, propagation: HTTPPropagation(), logger: silent)
    }
}

/// Collects routes and tables; conditions and loops work as anywhere.
@resultBuilder
public enum HTTPRoutesBuilder {
    /// A route.
    public static func buildExpression(_ route: Route) -> [Route] { [route] }

    /// A table within a table.
    public static func buildExpression(_ table: HTTPRoutes) -> [Route] { table.routes }

    /// Routes one after the other.
    public static func buildBlock(_ parts: [Route]...) -> [Route] { parts.flatMap { $0 } }

    /// Routes under an `if` without an `else`.
    public static func buildOptional(_ part: [Route]?) -> [Route] { part ?? [] }

    /// Routes of the first branch.
    public static func buildEither(first part: [Route]) -> [Route] { part }

    /// Routes of the second branch.
    public static func buildEither(second part: [Route]) -> [Route] { part }

    /// Routes of a loop.
    public static func buildArray(_ parts: [[Route]]) -> [Route] { parts.flatMap { $0 } }
}
