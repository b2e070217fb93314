/// When a ``CircuitBreaker`` opens, decided by a value of your own.
///
/// For what the policies of the kit cannot say. It is a plain value: the breaker tells it of one call after the other,
/// and begins with the first value again when it closes.
///
/// ```swift
/// /// Opens at a number of failures, however many calls succeed between them.
/// struct FailureCount: CircuitBreakerPolicy {
///     let maximum: Int
///     private var count = 0
///
///     init(_ maximum: Int) { self.maximum = maximum }
///
///     mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool {
///         if outcome.isFailure { count += 1 }
///         return count >= maximum
///     }
/// }
///
/// let breaker = CircuitBreaker(.custom(FailureCount(10)))
/// ```
public protocol CircuitBreakerPolicy: Sendable {
    /// Counts a call that has ended while the breaker was closed.
    ///
    /// It runs under the lock of the breaker: it must be quick, and must not use the breaker.
    ///
    /// - Parameters:
    ///   - outcome: What the call came to. Calls that count as nothing are not seen here.
    ///   - now: The time since the breaker was made. It may lie a little before that of the last call, since calls end
    ///     side by side.
    /// - Returns: Whether the breaker opens.
    mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool
}

extension CircuitBreaker {
    /// What a call came to, for a policy of your own.
    public struct Outcome: Hashable, Sendable {
        /// Whether it failed, or else succeeded.
        public let isFailure: Bool

        /// How long it took; of a stream, how long it took to begin.
        public let duration: Duration

        /// Makes an outcome, for tests of policies.
        ///
        /// - Parameters:
        ///   - isFailure: Whether the call failed.
        ///   - duration: How long it took.
        public init(isFailure: Bool, duration: Duration) {
            self.isFailure = isFailure
            self.duration = duration
        }
    }
}
