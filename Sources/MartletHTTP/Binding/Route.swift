public import HTTPTypes
public import Martlet

/// A method and a path, and the endpoint that answers.
///
/// The path may have parameters, `/profiles/{id}`, and may end with one that takes the rest, `/files/{path...}`. Trailing
/// slashes count. A literal segment is preferred to a parameter.
///
/// JSON in and out is the default: the request is decoded from the body and the response is encoded into one. Give a
/// closure for either where that is not what you want.
///
/// ```swift
/// Route(.post, "/uppercase", to: endpoints.uppercase)
/// Route(.get, "/profiles/{id}", to: endpoints.profile) { request in
///     ProfileRequest(id: try request.parameter("id"))
/// }
/// ```
public struct Route: Sendable, HTTPHooked {
    let method: HTTPRequest.Method
    let path: String
    /// The prefixes of the tables around it, outermost first.
    var prefixes: [String] = []
    let place: SourcePlace
    var hooks = HTTPHooks()
    var codec: (any HTTPBodyCodec)?
    let makeHandler: @Sendable (HTTPHooks, any HTTPBodyCodec, HandlerDefaults) -> any RequestHandler

    /// What a route reads a request with: it takes what it needs from a view of the request.
    public typealias Decode<Request> = @Sendable (borrowing IncomingRequest) throws -> Request

    /// What a route writes a response with: it fills an empty one.
    public typealias Encode<Response> = @Sendable (Response, inout OutgoingResponse) throws -> Void

    /// Routes to an endpoint, with closures for request and response.
    ///
    /// - Parameters:
    ///   - method: The method. HEAD is answered by the GET route, OPTIONS by the table.
    ///   - path: The path, with parameters in braces.
    ///   - endpoint: The endpoint.
    ///   - decode: Makes the request. An error that it throws is answered, and the endpoint is not called.
    ///   - encode: Writes the response.
    ///   - fileID: Where the route is declared, for the message about a conflict.
    ///   - line: Where the route is declared.
    public init<Request, Response>(
        _ method: HTTPRequest.Method,
        _ path: String,
        to endpoint: Endpoint<Request, Response>,
        decode: @escaping Decode<Request>,
        encode: @escaping Encode<Response>,
        fileID: String = #fileID,
        line: Int = #line
    ) {
        self.method = method
        self.path = path
        place = SourcePlace(fileID: fileID, line: line)
        makeHandler = { hooks, _, defaults in
            EndpointHandler(endpoint, decode: decode, encode: encode, hooks: hooks, defaults: defaults)
        }
    }

    /// Routes to an endpoint whose request is the body, with a closure for the response.
    ///
    /// See ``init(_:_:to:decode:encode:fileID:line:)`` for the parameters.
    public init<Request: Decodable, Response>(
        _ method: HTTPRequest.Method,
        _ path: String,
        to endpoint: Endpoint<Request, Response>,
        encode: @escaping Encode<Response>,
        fileID: String = #fileID,
        line: Int = #line
    ) {
        self.init(method, path, to: endpoint, decode: BodyReading.choose(), encode: encode, fileID: fileID, line: line)
    }

    /// Routes to an endpoint whose response is the body, with a closure for the request.
    ///
    /// See ``init(_:_:to:decode:encode:fileID:line:)`` for the parameters.
    public init<Request, Response: Encodable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        to endpoint: Endpoint<Request, Response>,
        fileID: String = #fileID,
        line: Int = #line,
        decode: @escaping Decode<Request>
    ) {
        self.method = method
        self.path = path
        place = SourcePlace(fileID: fileID, line: line)
        makeHandler = { hooks, codec, defaults in
            EndpointHandler(
                endpoint,
                decode: decode,
                encode: BodyWriting.choose(codec),
                hooks: hooks,
                defaults: defaults
            )
        }
    }

    /// Routes to an endpoint whose request and response are the bodies.
    ///
    /// A request of type `Empty` needs no body. See ``init(_:_:to:decode:encode:fileID:line:)`` for the
    /// parameters.
    public init<Request: Decodable, Response: Encodable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        to endpoint: Endpoint<Request, Response>,
        fileID: String = #fileID,
        line: Int = #line
    ) {
        self.init(method, path, to: endpoint, fileID: fileID, line: line, decode: BodyReading.choose())
    }

    /// The names of the parameters in the path; those of a path that is not well formed do not matter, it is never served.
    var parameterNames: [String] {
        (try? RoutePattern(joining: prefixes + [path]))?.parameterNames ?? []
    }

    /// The same route with hooks around those that it has.
    public func hooked(_ hooks: HTTPHooks) -> Route {
        var route = self
        route.hooks.wrap(in: hooks)
        return route
    }
}

/// Where something was written in the source.
struct SourcePlace: Sendable {
    let fileID: String
    let line: Int
}
