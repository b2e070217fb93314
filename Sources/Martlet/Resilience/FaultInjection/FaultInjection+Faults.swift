extension FaultInjection {
    /// Time that calls wait before they are made, as on a slow network.
    public struct Latency: Sendable {
        let range: ClosedRange<Duration>
        let probability: Double

        /// No latency.
        public static let none = Latency.fixed(.zero, probability: 0)

        /// The same time for each call that waits.
        ///
        /// - Parameters:
        ///   - latency: The time, zero or more.
        ///   - probability: The share of calls that wait, from 0 to 1; what lies outside counts as the nearest of
        ///     these.
        public static func fixed(_ latency: Duration, probability: Double) -> Latency {
            .uniform(latency...latency, probability: probability)
        }

        /// A random time, each within a range as likely as any other.
        ///
        /// - Parameters:
        ///   - range: The shortest and the longest time, zero or more.
        ///   - probability: The share of calls that wait, from 0 to 1; what lies outside counts as the nearest of
        ///     these.
        public static func uniform(_ range: ClosedRange<Duration>, probability: Double) -> Latency {
            let longest = range.upperBound.bounded
            return Latency(range: range.lowerBound.bounded...longest, probability: probability)
        }
    }

    /// Errors that calls end with.
    public struct Errors: Sendable {
        let status: Status
        let probability: Double
        let moment: Moment

        /// No errors.
        public static let none = Errors(Status(.unavailable), probability: 0)

        /// Calls that end with a status.
        ///
        /// - Parameters:
        ///   - status: The status. It stands for one of the peer, so leave its ``Status/delivery`` unknown, unless it
        ///     is to say that the peer was not reached. After the call it is always unknown: the request was processed.
        ///   - probability: The share of calls that fail, from 0 to 1; what lies outside counts as the nearest of
        ///     these.
        ///   - moment: Whether they fail before or after they were processed.
        public init(_ status: Status, probability: Double, when moment: Moment = .beforeCall) {
            var status = status
            if moment == .afterCall { status.delivery = .unknown }
            self.status = status
            self.probability = probability
            self.moment = moment
        }
    }

    /// When an error comes up.
    public struct Moment: Hashable, Sendable {
        private let isAfterCall: Bool

        /// The call is not made: the request was lost.
        public static let beforeCall = Moment(isAfterCall: false)

        /// The call is made, and its response dropped: the answer was lost. What repeats calls shows here whether it
        /// may.
        public static let afterCall = Moment(isAfterCall: true)
    }

    /// Callers that hang up during the call.
    public struct Cancellation: Sendable {
        let delay: Duration
        let probability: Double

        /// No cancellation.
        public static let none = Cancellation(after: .zero, probability: 0)

        /// Calls that are cancelled while they run. They end with `CancellationError`, even when they have succeeded in
        /// spite of it: nobody is there any more to hear of it.
        ///
        /// - Parameters:
        ///   - delay: How long they run before; with zero they are cancelled from the start.
        ///   - probability: The share of calls that are cancelled, from 0 to 1; what lies outside counts as the nearest
        ///     of these.
        public init(after delay: Duration = .zero, probability: Double) {
            self.delay = delay.bounded
            self.probability = probability
        }
    }
}

extension Duration {
    /// The time that a call can wait: not negative, and not past the range of a clock.
    fileprivate var bounded: Duration { min(max(self, .zero), Deadline.century) }
}
