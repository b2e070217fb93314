/// Routes as they are collected: a tree of path segments, in plain collections. ``RouteTable`` is made of it.
///
/// A node stands for the segments on the way to it, so every node is reached by exactly one choice of literal or parameter
/// for each segment. That is what bounds a look-up: whatever the path, no node is entered twice.
struct RouteTree {
    /// A route at the place where its pattern ends.
    struct Route {
        /// The method.
        let method: String

        /// The index of the entry in the table's list.
        let index: Int
    }

    /// One segment after another.
    struct Node {
        /// The node of the segments before; the root has itself.
        let parent: Int

        /// Whether the last segment is a parameter.
        let isParameter: Bool

        /// The nodes of the literals that may follow. Keys are bytes: strings would compare equal when only canonically
        /// equivalent, which URIs are not.
        var literals: [[UInt8]: Int] = [:]

        /// The node of the parameter that may follow.
        var parameter: Int?

        /// The routes whose last segment is this node's.
        var routes: [Route] = []

        /// The routes whose last segment is a wildcard after this node's.
        var wildcardRoutes: [Route] = []
    }

    /// The nodes; the first is the root, and parents come before their children.
    private(set) var nodes = [Node(parent: 0, isParameter: false)]

    /// Adds a route.
    ///
    /// - Returns: The index of the route that is there already for this method and an equivalent pattern; the new one is
    ///   left out then.
    mutating func insert(_ pattern: RoutePattern, method: String, index: Int) -> Int? {
        var node = 0
        for segment in pattern.segments {
            switch segment {
            case .literal(let literal): node = literalChild(of: node, Array(literal.utf8))
            case .parameter: node = parameterChild(of: node)
            case .wildcard: return Self.add(Route(method: method, index: index), to: &nodes[node].wildcardRoutes)
            }
        }
        return Self.add(Route(method: method, index: index), to: &nodes[node].routes)
    }

    private mutating func literalChild(of node: Int, _ literal: [UInt8]) -> Int {
        if let child = nodes[node].literals[literal] { return child }
        nodes.append(Node(parent: node, isParameter: false))
        nodes[node].literals[literal] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func parameterChild(of node: Int) -> Int {
        if let child = nodes[node].parameter { return child }
        nodes.append(Node(parent: node, isParameter: true))
        nodes[node].parameter = nodes.count - 1
        return nodes.count - 1
    }

    private static func add(_ route: Route, to routes: inout [Route]) -> Int? {
        if let other = routes.first(where: { $0.method == route.method }) { return other.index }
        routes.append(route)
        return nil
    }
}
