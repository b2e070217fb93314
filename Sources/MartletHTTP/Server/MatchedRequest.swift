import MartletHTTP1

/// What the table of an ``HTTPApplication`` says about a request, found out from its head. Valid as long as the application.
struct MatchedRequest {
    let match: RouteMatch<Unmanaged<HTTPApplication.Node>>

    /// The parts of the path that are parameters.
    let captures: [HTTP1Slice]

    /// Whether the handler takes the body piece by piece.
    var readsPieces: Bool {
        guard case .found(let node) = match else { return false }
        // The router, and with it the node, lives as long as the application.
        return node._withUnsafeGuaranteedRef { $0.readsPieces }
    }

    /// The limit that the handler has for a body that is collected; nobody reads one where there is no handler, but the
    /// answer waits for its end as on HTTP/1.1.
    var bodyByteLimit: Int? {
        guard case .found(let node) = match else { return nil }
        return node._withUnsafeGuaranteedRef { $0.bodyByteLimit }
    }

    /// The pattern of the route, if there is one.
    var route: String? {
        guard case .found(let node) = match else { return nil }
        return node._withUnsafeGuaranteedRef { $0.route }
    }
}
