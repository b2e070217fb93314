extension CircuitBreaker {
    /// When a breaker opens.
    ///
    /// Counting ``consecutiveFailures(_:)`` needs no traffic to speak of and costs next to nothing, and it is blind to
    /// a peer that fails every second call. A ratio sees that, where there are enough calls. Only a failure, or a slow
    /// call, opens a breaker; the success that completes the minimum of calls does not.
    public struct Policy: Sendable {
        enum Rule: Hashable {
            case consecutiveFailures(Int)
            case failureRatio(Double, minimumCalls: Int)
            case slowCallRatio(Double, minimumCalls: Int, over: Duration)
            case throttling(multiplier: Double, maximum: Double)
            case custom
        }

        let rule: Rule
        var window = Duration.seconds(1)
        var buckets = 1
        var openFor = OpenDuration(.seconds(60))
        var custom: (any CircuitBreakerPolicy)?

        /// The policy of gobreaker, and of a breaker that is told nothing: it opens when more than five calls in a row
        /// have failed, which is at the sixth failure, for 60 seconds.
        ///
        /// Source: [gobreaker](https://github.com/sony/gobreaker), default settings.
        public static var gobreaker: Policy { consecutiveFailures(6) }

        /// Opens at a number of failures in a row: `consecutiveFailures(5)` at the fifth.
        ///
        /// Every success begins the count anew. Open for 60 seconds unless you say otherwise.
        ///
        /// - Parameter count: The failure in a row that opens it; at least one.
        public static func consecutiveFailures(_ count: Int) -> Policy {
            precondition(count > 0, "the number of consecutive failures must be at least one")
            return Policy(rule: .consecutiveFailures(count))
        }

        /// Opens when a fraction of the calls of the last time has failed.
        ///
        /// Open for 60 seconds unless you say otherwise.
        ///
        /// - Parameters:
        ///   - ratio: The fraction of the calls that opens it when it is reached, more than 0 and at most 1.
        ///   - minimumCalls: How many calls must be in the window before the ratio means something; at least one.
        ///   - window: For how long a call counts, more than zero. It slides by tenths.
        public static func failureRatio(_ ratio: Double, minimumCalls: Int = 20, window: Duration = .seconds(10))
            -> Policy
        {
            check(ratio, minimumCalls, window)
            return Policy(
                rule: .failureRatio(ratio, minimumCalls: minimumCalls),
                window: min(window, Deadline.century),
                buckets: 10
            )
        }

        /// Opens when a fraction of the calls of the last time was slow, whether or not they failed.
        ///
        /// For peers that get slow before they fail. A probe must be quick and succeed. Failures that are quick do not
        /// open it: put a second breaker beside it for them. Of a stream the time until it begins counts. Open for 60
        /// seconds unless you say otherwise.
        ///
        /// - Parameters:
        ///   - duration: A call that took longer than this was slow; zero or more.
        ///   - ratio: The fraction of the calls that opens it when it is reached, more than 0 and at most 1.
        ///   - minimumCalls: How many calls must be in the window before the ratio means something; at least one.
        ///   - window: For how long a call counts, more than zero. It slides by tenths.
        public static func slowCalls(
            over duration: Duration,
            ratio: Double = 0.5,
            minimumCalls: Int = 20,
            window: Duration = .seconds(10)
        ) -> Policy {
            precondition(duration >= .zero, "the duration of a slow call must not be negative")
            check(ratio, minimumCalls, window)
            return Policy(
                rule: .slowCallRatio(ratio, minimumCalls: minimumCalls, over: duration),
                window: min(window, Deadline.century),
                buckets: 10
            )
        }

        /// A policy of your own.
        ///
        /// - Parameter policy: The policy as it is when nothing has been counted; the breaker goes back to this value
        ///   whenever it closes. Open for 60 seconds unless you say otherwise.
        public static func custom(_ policy: some CircuitBreakerPolicy) -> Policy {
            Policy(rule: .custom, custom: policy)
        }

        var measuresDuration: Bool {
            switch rule {
            case .slowCallRatio, .custom: true
            case .consecutiveFailures, .failureRatio, .throttling: false
            }
        }

        var rejectsByChance: Bool {
            if case .throttling = rule { true } else { false }
        }

        private static func check(_ ratio: Double, _ minimumCalls: Int, _ window: Duration) {
            precondition(ratio > 0 && ratio <= 1, "the ratio must be more than 0 and at most 1")
            precondition(minimumCalls > 0, "the minimum of calls must be at least one")
            precondition(window > .zero, "the window must be more than zero")
        }
    }
}
