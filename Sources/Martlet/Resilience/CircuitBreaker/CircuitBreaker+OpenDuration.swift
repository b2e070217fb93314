extension CircuitBreaker {
    /// How long a breaker stays open.
    ///
    /// ```swift
    /// CircuitBreaker(openFor: .init(.seconds(5), growth: 2, maximum: .seconds(60), jitter: 0.2))
    /// ```
    ///
    /// A fixed time suits most. Let it grow where peers are down for hours, and spread it by jitter where many clients
    /// open at the same moment, so that their probes do not arrive at the same moment, too.
    public struct OpenDuration: Hashable, Sendable {
        let initial: Duration
        let growth: Double
        let maximum: Duration
        let jitter: Double

        /// Makes a duration.
        ///
        /// - Parameters:
        ///   - initial: The time when the breaker opens out of the closed state, more than zero; after a century it
        ///     counts as one.
        ///   - growth: By what the time is multiplied whenever a probe fails, 1 or more.
        ///   - maximum: The longest time, before jitter; ten times the initial one unless you say otherwise.
        ///   - jitter: Which part of the time is random: by up to this fraction it is longer or shorter, 0 to 1.
        public init(_ initial: Duration, growth: Double = 1, maximum: Duration? = nil, jitter: Double = 0) {
            precondition(initial > .zero, "the open time must be more than zero")
            precondition(growth >= 1, "the growth of the open time must be 1 or more")
            precondition((0...1).contains(jitter), "the jitter of the open time must be from 0 to 1")
            let initial = min(initial, Deadline.century)
            self.initial = initial
            self.growth = growth
            self.maximum = min(max(initial, maximum ?? initial * 10), Deadline.century)
            self.jitter = jitter
        }

        /// The time, before jitter, that follows another one, or the first.
        func duration(after previous: Duration?) -> Duration {
            guard let previous else { return initial }
            guard growth > 1 else { return previous }
            return growth < maximum / previous ? previous * growth : maximum
        }

        /// - Parameter unit: A random number from 0 up to but not including 1.
        func jittered(_ duration: Duration, by unit: Double) -> Duration {
            jitter > 0 ? duration * (1 + jitter * (2 * unit - 1)) : duration
        }
    }
}
