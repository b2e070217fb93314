/// Two routes with the same method whose patterns match exactly the same paths, so that one of them could never answer.
///
/// Names of parameters do not distinguish patterns. Patterns that merely overlap, such as `/users/me` and `/users/{id}`, do
/// not conflict: the more literal one goes first.
public struct RouteConflict: Error, Hashable, Sendable, CustomStringConvertible {
    /// The route that was declared first.
    public let first: RouteDeclaration

    /// The route that was declared later.
    public let second: RouteDeclaration

    init(first: RouteDeclaration, second: RouteDeclaration) {
        self.first = first
        self.second = second
    }

    /// `GET /users/{id} (App/Routes.swift:12) conflicts with GET /users/{name} (App/Routes.swift:40)`.
    public var description: String {
        "\(first) conflicts with \(second)"
    }
}
