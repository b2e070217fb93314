/// Nothing, where a request or a response is asked for.
///
/// As a request it needs no body; as a response it is encoded as an empty object.
public struct Empty: Codable, Hashable, Sendable {
    /// Makes nothing.
    public init() {}
}

extension Endpoint where Response == Empty {
    /// An endpoint that does nothing and never fails: a placeholder while a program is wired, and a floor for benchmarks.
    ///
    /// - Parameter name: The name; `nop` when none is given.
    public static func nop(_ name: String = "nop") -> Endpoint {
        Endpoint(name) { _ in Empty() }
    }
}
