/// Everything that is wrong with a table of routes, found at once when the table is built.
public struct RoutingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    public enum Problem: Hashable, Sendable, CustomStringConvertible {
        /// Two routes want the same requests.
        case conflict(RouteConflict)

        /// A pattern cannot be understood.
        case invalidPattern(RouteDeclaration, RoutePatternError)

        /// A method cannot be sent, or would never be.
        case invalidMethod(RouteDeclaration, reason: String)

        /// What is wrong and where, in one line.
        public var description: String {
            switch self {
            case .conflict(let conflict): conflict.description
            case .invalidPattern(let route, let error): "\(route): \(error)"
            case .invalidMethod(let route, let reason): "\(route): \(reason)"
            }
        }
    }

    /// What is wrong, in the order of the declarations; never empty.
    public let problems: [Problem]

    init(problems: [Problem]) {
        self.problems = problems
    }

    /// The conflicts among the problems.
    public var conflicts: [RouteConflict] {
        problems.compactMap { if case .conflict(let conflict) = $0 { conflict } else { nil } }
    }

    /// One line for each problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
