extension Retry {
    /// How often a call is attempted, and how long to wait before the next attempt.
    ///
    /// ```swift
    /// Retry(.exponential(attempts: 4))
    /// Retry(.constant(.milliseconds(100), attempts: 5))
    /// Retry(.decorrelatedJitter(from: .milliseconds(10), to: .seconds(1), attempts: 4))
    /// ```
    public struct Backoff: Hashable, Sendable {
        private enum Kind: Hashable {
            case constant
            case exponential(multiplier: Double, Jitter)
            case decorrelated
        }

        private let kind: Kind
        private let initial: Duration
        let maximum: Duration

        /// How many attempts a call has at most, the first one included.
        public let attempts: Int

        private init(_ kind: Kind, from initial: Duration, to maximum: Duration, attempts: Int) {
            self.kind = kind
            self.maximum = min(max(maximum, .zero), Deadline.century)
            self.initial = min(max(initial, .zero), self.maximum)
            self.attempts = max(attempts, 1)
        }

        /// The same delay before every further attempt, as it is: callers that fail together come back together.
        ///
        /// - Parameters:
        ///   - delay: The delay, zero or more; at zero the next attempt begins at once.
        ///   - attempts: How many attempts at most; less than one counts as one.
        public static func constant(_ delay: Duration, attempts: Int = 3) -> Backoff {
            Backoff(.constant, from: delay, to: delay, attempts: attempts)
        }

        /// Delays that grow by a factor, each drawn between zero and its bound so that callers which failed together do
        /// not come back together: the one to use unless you know better.
        ///
        /// The bounds are `initial`, `initial * multiplier`, `initial * multiplier * multiplier`, …, never more than
        /// `maximum`. Source: full jitter in
        /// [Exponential backoff and jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/),
        /// AWS, 2015; gRPC draws the same way
        /// ([A6](https://github.com/grpc/proposal/blob/master/A6-client-retries.md)).
        ///
        /// - Parameters:
        ///   - initial: The bound before the second attempt, zero or more.
        ///   - multiplier: By how much the bound grows; less than one counts as one.
        ///   - maximum: The largest bound.
        ///   - jitter: How the delay is drawn.
        ///   - attempts: How many attempts at most; less than one counts as one.
        public static func exponential(
            from initial: Duration = .milliseconds(50),
            multiplier: Double = 2,
            to maximum: Duration = .seconds(2),
            jitter: Jitter = .full,
            attempts: Int = 3
        ) -> Backoff {
            Backoff(
                .exponential(multiplier: max(multiplier, 1), jitter),
                from: initial,
                to: maximum,
                attempts: attempts
            )
        }

        /// Delays that are each drawn between `initial` and three times the one before: they grow, too, but not in
        /// step.
        ///
        /// Source: decorrelated jitter in
        /// [Exponential backoff and jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
        ///
        /// - Parameters:
        ///   - initial: The smallest delay, zero or more.
        ///   - maximum: The largest delay.
        ///   - attempts: How many attempts at most; less than one counts as one.
        public static func decorrelatedJitter(
            from initial: Duration = .milliseconds(50),
            to maximum: Duration = .seconds(2),
            attempts: Int = 3
        ) -> Backoff {
            Backoff(.decorrelated, from: initial, to: maximum, attempts: attempts)
        }
    }

    /// How the delays of an exponential backoff are drawn.
    public struct Jitter: Hashable, Sendable {
        private enum Kind: Hashable {
            case full, none
        }

        private let kind: Kind

        /// Anything between zero and the bound.
        public static let full = Jitter(kind: .full)

        /// The bound itself: for a single caller, whom nobody can be in step with.
        public static let none = Jitter(kind: .none)
    }
}

extension Retry.Backoff {
    /// The delay after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: Which one it was, from 1.
    ///   - previous: The delay before it, or `nil` for the first.
    ///   - random: A number from 0 up to but not including 1.
    func delay(after attempt: Int, previous: Duration?, random: Double) -> Duration {
        switch kind {
        case .constant:
            return initial
        case .exponential(let multiplier, let jitter):
            let bound = bound(after: attempt, multiplier: multiplier)
            return jitter == .none ? bound : bound * random
        case .decorrelated:
            // Both ends lie within a century, so that three times either is in the range of a duration.
            let bound = (previous ?? initial) * 3
            return min(initial + max(bound - initial, .zero) * random, maximum)
        }
    }

    private func bound(after attempt: Int, multiplier: Double) -> Duration {
        guard initial > .zero, multiplier > 1 else { return initial }
        let limit = maximum / initial
        var factor = 1.0
        var step = 1
        while step < attempt, factor < limit {
            factor *= multiplier
            step += 1
        }
        return factor < limit ? initial * factor : maximum
    }
}
