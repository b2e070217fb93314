public import CoreMetrics

/// What a ``Resilient`` stack around an endpoint of a client does.
///
/// ```swift
/// let options = ClientResilience.client {
///     $0.timeout = .seconds(2)
///     $0.backoff = .exponential(attempts: 4)
///     $0.breaker = nil
/// }
/// ```
///
/// `nil` leaves a layer out.
public struct ClientResilience: Sendable {
    /// When another attempt is made before the first has ended.
    public struct Hedging: Sendable {
        enum Kind {
            case after(Duration)
            case atPercentile(Double)
        }

        let kind: Kind

        /// After a fixed time. See ``Hedge/init(after:budget:maximumAttempts:metrics:clock:)``.
        public static func after(_ delay: Duration) -> Hedging { Hedging(kind: .after(delay)) }

        /// After the time in which this part of the last calls has ended, such as 0.95.
        public static func atPercentile(_ percentile: Double) -> Hedging { Hedging(kind: .atPercentile(percentile)) }
    }

    /// The time that a call has for all its attempts and the delays between them.
    public var timeout: Duration? = .seconds(10)

    /// How many calls may be in flight, those that wait for their next attempt among them.
    public var maximumInFlight: Int? = 1_000

    /// How many attempts a call has, and the delays between them. See ``Retry``: an endpoint that is not declared
    /// idempotent is only called again when the request was certainly not processed.
    public var backoff: Retry.Backoff? = .exponential(attempts: 3)

    /// How many further attempts there may be in proportion to calls; one of its own for each stack when it is `nil`.
    public var budget: RetryBudget?

    /// Whether and when slow calls of idempotent endpoints get a second attempt.
    public var hedging: Hedging?

    /// When attempts are stopped because the peer fails.
    public var breaker: CircuitBreaker.Policy? = .consecutiveFailures(5)

    /// How long the breaker stays open.
    public var breakerOpenFor = CircuitBreaker.OpenDuration(.seconds(5), growth: 2, maximum: .seconds(60), jitter: 0.2)

    /// The time that each attempt has.
    public var attemptTimeout: Duration? = .seconds(3)

    /// The defaults.
    public static var client: ClientResilience { ClientResilience() }

    /// The defaults, with changes.
    ///
    /// - Parameter change: Makes them.
    public static func client(_ change: (inout ClientResilience) -> Void) -> ClientResilience {
        var options = ClientResilience()
        change(&options)
        return options
    }
}

extension Resilient where Layers == ClientLayers {
    /// Makes a stack for an endpoint of a client.
    ///
    /// - Parameters:
    ///   - options: What the layers do.
    ///   - metrics: Where the layers count; nothing is counted without it.
    ///   - generator: Where random numbers come from; tests pass one with a seed.
    ///   - clock: The clock to read, and to sleep on; tests pass a manual one.
    public init<C: Clock>(
        _ options: ClientResilience,
        metrics: (any MetricsFactory)? = nil,
        generator: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        let budget = options.budget ?? RetryBudget(ratio: 0.2, clock: clock)
        self.init(
            layers: ClientLayers(
                timeout: options.timeout.map { Timeout($0, metrics: metrics, clock: clock) },
                bulkhead: options.maximumInFlight.map { Bulkhead($0, metrics: metrics, clock: clock) },
                retry: options.backoff.map {
                    Retry($0, budget: budget, metrics: metrics, generator: generator, clock: clock)
                },
                hedge: options.hedging.map { hedging in
                    switch hedging.kind {
                    case .after(let delay):
                        Hedge(after: delay, budget: budget, metrics: metrics, clock: clock)
                    case .atPercentile(let percentile):
                        Hedge(atPercentile: percentile, budget: budget, metrics: metrics, clock: clock)
                    }
                },
                breaker: options.breaker.map {
                    CircuitBreaker(
                        $0,
                        openFor: options.breakerOpenFor,
                        metrics: metrics,
                        generator: generator,
                        clock: clock
                    )
                },
                attemptTimeout: options.attemptTimeout.map { Timeout($0, metrics: metrics, clock: clock) }
            )
        )
    }
}
