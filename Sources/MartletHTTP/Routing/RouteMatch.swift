/// What a ``Router`` says about a request.
enum RouteMatch<Found> {
    /// This route answers.
    case found(Found)

    /// There are routes for the path, but none for the method: 405, with this value for `Allow`.
    case methodNotAllowed(allow: String)

    /// `OPTIONS` for a path (or `*`) without a route of its own for it: a success without a body, with this value for `Allow`.
    case options(allow: String)

    /// No route is for the path: 404.
    case notFound

    /// The path is none, or has a `%` that is not followed by two hexadecimal digits: 400.
    case malformed
}

extension RouteMatch: Sendable where Found: Sendable {}
