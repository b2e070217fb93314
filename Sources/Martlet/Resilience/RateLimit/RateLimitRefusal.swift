import CoreMetrics

/// Why a call was not let through.
struct RateLimitRefusal: Hashable, Sendable {
    enum Reason: Hashable {
        /// There is no token now.
        case exceeded

        /// As many calls wait as may.
        case queueFull

        /// The token would come after the deadline.
        case deadline

        /// The deadline has passed.
        case expired
    }

    let reason: Reason

    /// When there would have been a token for the call.
    let wait: TokenBucket.Ticks

    func status(_ bucket: TokenBucket) -> Status {
        let message =
            switch reason {
            case .exceeded: "rate limit exceeded"
            case .queueFull: "rate limit exceeded: too many calls wait"
            case .deadline: "rate limit exceeded: the wait would exceed the deadline"
            case .expired: nil as String?
            }
        guard let message else { return Status(.deadlineExceeded, delivery: .rejected) }
        let retry: Status.RetryHint = bucket.isAlwaysEmpty ? .never : .after(bucket.duration(wait))
        return Status(.resourceExhausted, message, retry: retry, delivery: .rejected)
    }
}

/// The handles of a limit at an endpoint.
struct RateLimitMetrics: Sendable {
    private let exceeded: Counter
    private let queueFull: Counter
    private let deadline: Counter

    /// How many calls wait.
    let waiting: Meter?

    init(endpoint: String, canWait: Bool, factory: any MetricsFactory) {
        func rejections(_ reason: String) -> Counter {
            Counter(
                label: "martlet_rate_limit_rejections",
                dimensions: [("endpoint", endpoint), ("reason", reason)],
                factory: factory
            )
        }
        exceeded = rejections("exceeded")
        queueFull = canWait ? rejections("queue_full") : exceeded
        deadline = canWait ? rejections("deadline") : exceeded
        waiting =
            canWait
            ? Meter(label: "martlet_rate_limit_waiting", dimensions: [("endpoint", endpoint)], factory: factory)
            : nil
    }

    func count(_ refusal: RateLimitRefusal) {
        switch refusal.reason {
        case .exceeded: exceeded.increment()
        case .queueFull: queueFull.increment()
        case .deadline, .expired: deadline.increment()
        }
    }
}
