extension CircuitBreaker {
    /// Whether calls pass.
    public struct State: Hashable, Sendable, CustomStringConvertible {
        /// The name, as in metrics: `closed`, `half_open`, `open`.
        public let description: String

        /// The number, as in metrics.
        let number: Int

        /// All calls pass.
        public static let closed = State(description: "closed", number: 0)

        /// Single calls pass, and decide what is next.
        public static let halfOpen = State(description: "half_open", number: 1)

        /// All calls are rejected.
        public static let open = State(description: "open", number: 2)
    }

    /// A state that an operator holds the breaker in. See ``CircuitBreaker/force(_:)``.
    public struct ForcedState: Hashable, Sendable {
        let state: State

        /// All calls pass, whatever becomes of them.
        public static let closed = ForcedState(state: .closed)

        /// All calls are rejected.
        public static let open = ForcedState(state: .open)
    }

    /// What an observer sees.
    public struct StateChange: Hashable, Sendable, CustomStringConvertible {
        /// The name of the breaker; if it has none, the endpoint that it was first put around.
        public let name: String?

        /// The state before.
        public let from: State

        /// The state now.
        public let to: State

        /// Whether an operator wanted it. See ``CircuitBreaker/force(_:)``.
        public let isForced: Bool

        /// How long it will be open, or `nil` when it is not, or nobody knows.
        public let openFor: Duration?

        /// `circuit breaker profile: closed -> open for 60.0 seconds`
        public var description: String {
            let name = name.map { " \($0)" } ?? ""
            let duration = openFor.map { " for \($0)" } ?? ""
            return "circuit breaker\(name): \(from) -> \(to)\(duration)\(isForced ? ", forced" : "")"
        }
    }

    /// The present state. A breaker whose open time has passed is open until the next call comes.
    public var state: State { core.state }

    /// The state that an operator holds it in, or `nil` when it follows its policy.
    public var forcedState: ForcedState? { core.forcedState }

    /// Holds the breaker in a state until ``release()``, for operators: open to take load from a peer, closed where the
    /// breaker itself is the trouble. Nothing is counted meanwhile.
    ///
    /// - Parameter state: The state.
    public func force(_ state: ForcedState) {
        core.force(state)
    }

    /// Ends what ``force(_:)`` began: the breaker is closed and begins to count anew. Of no effect on one that is not
    /// held.
    public func release() {
        core.release()
    }
}
