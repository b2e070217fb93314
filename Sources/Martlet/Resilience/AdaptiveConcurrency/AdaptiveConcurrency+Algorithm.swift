extension AdaptiveConcurrency {
    /// How the limit is found.
    public struct Algorithm: Sendable {
        private enum Kind {
            case gradient(tolerance: Double, smoothing: Double)
            case aimd(timeout: Duration, backoff: Double)
        }

        private let kind: Kind

        /// By how long calls take now against how long they take usually. For servers and for clients whose peer is
        /// used by few others; no number of milliseconds must be known.
        ///
        /// A limit that is reached all the time is halved for a moment every ten seconds, to see how long calls take
        /// when none of them waits.
        ///
        /// Source: Gradient2 of [concurrency-limits](https://github.com/Netflix/concurrency-limits) by Netflix. Halving
        /// is the way of [BBR](https://queue.acm.org/detail.cfm?id=3022184), ACM Queue, 2016.
        ///
        /// - Parameters:
        ///   - tolerance: How many times as long as usual calls may take before the limit shrinks, at least 1. More
        ///     lets more calls queue behind the limit.
        ///   - smoothing: How much of the way to a new limit is made at once, more than 0 and up to 1. A tenth of a
        ///     second is the time between two steps.
        public static func gradient(tolerance: Double = 1.5, smoothing: Double = 0.2) -> Algorithm {
            precondition(tolerance >= 1, "calls may take as long as usual")
            precondition(smoothing > 0 && smoothing <= 1, "a step is a part of the way")
            return Algorithm(kind: .gradient(tolerance: tolerance, smoothing: smoothing))
        }

        /// By dropped calls and timeouts: additive increase, multiplicative decrease. For clients whose peer says when
        /// it has too much to do, or where a time is known after which an answer is of no use.
        ///
        /// Source: the congestion avoidance of TCP, [RFC 5681](https://www.rfc-editor.org/rfc/rfc5681).
        ///
        /// - Parameters:
        ///   - timeout: A call that takes longer counts as dropped, more than zero.
        ///   - backoff: By what the limit is multiplied then, from 0.5 up to but not including 1.
        public static func aimd(timeout: Duration = .seconds(5), backoff: Double = 0.9) -> Algorithm {
            precondition(timeout > .zero, "calls take time")
            precondition(backoff >= 0.5 && backoff < 1, "the limit shrinks, but by no more than half")
            return Algorithm(kind: .aimd(timeout: timeout, backoff: backoff))
        }

        func makeLimit(initial: Int, bounds: ClosedRange<Int>) -> ConcurrencyLimit {
            // Beyond that nobody counts, and numbers close to `Int.max` do not survive the way through a `Double`.
            let bounds = bounds.clamped(to: 1...1_000_000_000)
            return switch kind {
            case .gradient(let tolerance, let smoothing):
                ConcurrencyLimit(
                    GradientLimit(initial: initial, bounds: bounds, tolerance: tolerance, smoothing: smoothing)
                )
            case .aimd(let timeout, let backoff):
                ConcurrencyLimit(AIMDLimit(initial: initial, bounds: bounds, timeout: timeout, backoff: backoff))
            }
        }
    }
}
