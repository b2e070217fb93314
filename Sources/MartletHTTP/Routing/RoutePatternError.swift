/// A route pattern that cannot be understood.
public struct RoutePatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was written.
    public let pattern: String

    /// What is wrong with it, to be read by a person.
    public let reason: String

    init(pattern: String, reason: String) {
        self.pattern = pattern
        self.reason = reason
    }

    /// The pattern and the reason.
    public var description: String {
        "invalid route pattern \"\(pattern)\": \(reason)"
    }
}
