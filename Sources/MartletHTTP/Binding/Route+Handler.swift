package import HTTPTypes

extension Route {
    /// Makes the handler of a route, when a server or a test makes the table ready.
    ///
    /// The hooks are those of the route and of the tables around it.
    package typealias MakeHandler = @Sendable (HTTPHooks, HandlerDefaults) -> any RequestHandler

    /// Routes to a handler of another protocol, which shares the table with endpoints.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path, with parameters in braces.
    ///   - handler: Makes the handler.
    ///   - fileID: Where the route is declared, for the message about a conflict.
    ///   - line: Where the route is declared.
    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        fileID: String = #fileID,
        line: Int = #line,
        handler: @escaping MakeHandler
    ) {
        self.method = method
        self.path = path
        place = SourcePlace(fileID: fileID, line: line)
        makeHandler = { hooks, _, defaults in handler(hooks, defaults) }
    }
}
