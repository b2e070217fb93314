public import CoreMetrics

/// What a ``Resilient`` stack around an endpoint of a server does.
///
/// ```swift
/// let options = ServerResilience.server {
///     $0.rateLimit = .perSecond(1_000)
///     $0.timeout = .seconds(5)
/// }
/// ```
///
/// `nil` leaves a layer out.
public struct ServerResilience: Sendable {
    /// How the calls in flight are bounded.
    public struct Concurrency: Sendable {
        enum Kind {
            case adaptive(AdaptiveConcurrency.Algorithm)
            case shedding(concurrency: Int)
        }

        let kind: Kind

        /// By a limit that finds itself. See ``AdaptiveConcurrency``.
        public static var adaptive: Concurrency { .adaptive(.gradient()) }

        /// By a limit that finds itself in a way of your choice.
        ///
        /// - Parameter algorithm: How the limit is found.
        public static func adaptive(_ algorithm: AdaptiveConcurrency.Algorithm) -> Concurrency {
            Concurrency(kind: .adaptive(algorithm))
        }

        /// By a number that you know, with a queue in front of it that is kept short. See ``LoadShedding``.
        ///
        /// - Parameter concurrency: How many calls may run at the same time, at least 1.
        public static func shedding(concurrency: Int) -> Concurrency {
            Concurrency(kind: .shedding(concurrency: concurrency))
        }
    }

    /// How many calls are let through in the long run; as many as there are, unless you say otherwise.
    public var rateLimit: Rate?

    /// How many calls the rate limit lets through at once after a pause.
    public var burst = 100

    /// How the calls in flight are bounded.
    public var concurrency: Concurrency? = .adaptive

    /// The time that a call has, if its caller does not give it less.
    public var timeout: Duration? = .seconds(30)

    /// The defaults.
    public static var server: ServerResilience { ServerResilience() }

    /// The defaults, with changes.
    ///
    /// - Parameter change: Makes them.
    public static func server(_ change: (inout ServerResilience) -> Void) -> ServerResilience {
        var options = ServerResilience()
        change(&options)
        return options
    }
}

extension Resilient where Layers == ServerLayers {
    /// Makes a stack for an endpoint of a server.
    ///
    /// - Parameters:
    ///   - options: What the layers do.
    ///   - metrics: Where the layers count; nothing is counted without it.
    ///   - clock: The clock to read, and to sleep on; tests pass a manual one.
    public init<C: Clock>(
        _ options: ServerResilience,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        var adaptiveConcurrency: AdaptiveConcurrency?
        var loadShedding: LoadShedding?
        switch options.concurrency?.kind {
        case .adaptive(let algorithm):
            adaptiveConcurrency = AdaptiveConcurrency(algorithm, metrics: metrics, clock: clock)
        case .shedding(let concurrency):
            loadShedding = LoadShedding(concurrency: concurrency, metrics: metrics, clock: clock)
        case nil: break
        }
        self.init(
            layers: ServerLayers(
                rateLimit: options.rateLimit.map {
                    RateLimit($0, burst: options.burst, metrics: metrics, clock: clock)
                },
                loadShedding: loadShedding,
                adaptiveConcurrency: adaptiveConcurrency,
                timeout: options.timeout.map { Timeout($0, metrics: metrics, clock: clock) }
            )
        )
    }
}
