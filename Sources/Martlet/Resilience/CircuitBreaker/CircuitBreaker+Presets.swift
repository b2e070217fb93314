extension CircuitBreaker.Policy {
    /// The policy of Hystrix with its defaults: opens when half of at least 20 calls of the last 10 seconds have
    /// failed, for 5 seconds.
    ///
    /// Only its breaker: its timeout of a second and its ten calls at the same time are layers of their own. Source:
    /// [hystrix-go](https://github.com/afex/hystrix-go), default settings.
    public static var hystrix: Self { hystrix(errorPercent: 50) }

    /// The policy of Hystrix with another threshold. See ``hystrix``.
    ///
    /// - Parameter errorPercent: The percentage of failures that opens it, 1 to 100. As in Hystrix the percentage that
    ///   is compared with it is rounded, so that half a per cent less is enough.
    public static func hystrix(errorPercent: Int) -> Self {
        precondition((1...100).contains(errorPercent), "a percentage of errors is from 1 to 100")
        return Self(
            rule: .failureRatio((Double(errorPercent) - 0.5) / 100, minimumCalls: 20),
            window: .seconds(10),
            buckets: 10,
            openFor: .init(.seconds(5))
        )
    }

    /// The policy of handy: opens when more than a fraction of more than ten calls of the last 5 seconds has failed,
    /// for 1 second.
    ///
    /// Source: [handy](https://github.com/streadway/handy), package breaker.
    ///
    /// - Parameter ratio: The fraction of the calls that opens it when it is exceeded; 0 to 1, and other values count
    ///   as the nearer of these. One never opens it.
    public static func handy(ratio: Double) -> Self {
        let ratio = min(max(ratio, 0), 1)
        return Self(
            // What is more than a number is at least the next one.
            rule: .failureRatio(ratio.nextUp, minimumCalls: 11),
            window: .seconds(5),
            buckets: 5,
            openFor: .init(.seconds(1))
        )
    }

    /// Rejects more calls the fewer the peer accepts, each by chance, instead of all or none: the adaptive throttling
    /// of Google's clients.
    ///
    /// A call is rejected with the probability `(requests - multiplier * accepts) / (requests + 1)`, where `requests`
    /// are all calls of the window that have ended, those that were rejected here among them, and `accepts` are those
    /// that the peer accepted. The calls in flight are not counted, lest a burst throttle itself.
    ///
    /// It suits a busy client of a peer that is overloaded: what the peer would refuse is refused here, and the rest
    /// passes. With little traffic, or for a peer that is down, use another policy. A breaker with it is always closed,
    /// as long as nobody forces it: `openFor` and `probes` are of no meaning. By default
    /// ``Status/Code/resourceExhausted`` counts as not accepted, too.
    ///
    /// Source: [Handling overload](https://sre.google/sre-book/handling-overload/), client-side throttling, Site
    /// Reliability Engineering, 2016.
    ///
    /// - Parameters:
    ///   - multiplier: How many calls are made for each one that is accepted, 1 or more. Less rejects earlier, more
    ///     lets the peer refuse more and recovers faster.
    ///   - window: For how long a call counts, more than zero. It slides by tenths.
    ///   - maximumProbability: The highest probability, more than 0 and at most 1. A peer that has accepted nothing for
    ///     a whole window is seen again by about one call in a window, if this is 1; at 0.9 by every tenth call.
    public static func adaptiveThrottling(
        multiplier: Double = 2,
        window: Duration = .seconds(120),
        maximumProbability: Double = 1
    ) -> Self {
        precondition(multiplier >= 1, "the multiplier must be 1 or more")
        precondition(window > .zero, "the window must be more than zero")
        precondition(maximumProbability > 0 && maximumProbability <= 1, "a probability is more than 0 and at most 1")
        return Self(
            rule: .throttling(multiplier: multiplier, maximum: maximumProbability),
            window: min(window, Deadline.century),
            buckets: 10
        )
    }

    /// What counts as a failure unless the user says otherwise.
    var isFailure: @Sendable (Status) -> Bool {
        switch rule {
        case .throttling: { $0.code.isServerFault || $0.code == .resourceExhausted }
        default: { $0.code.isServerFault }
        }
    }
}
