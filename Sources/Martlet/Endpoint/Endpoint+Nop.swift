extension Endpoint where Response == Empty {
    /// An endpoint that does nothing and never fails: a placeholder while a program is wired, and a floor for benchmarks.
    ///
    /// - Parameter name: The name; `nop` when none is given.
    public static func nop(_ name: String = "nop") -> Endpoint {
        Endpoint(name) { _ in Empty() }
    }
}
