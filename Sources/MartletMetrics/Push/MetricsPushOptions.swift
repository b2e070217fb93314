public import CoreMetrics

/// How a ``MetricsPush`` sends. Every option has a default.
public struct MetricsPushOptions: Sendable {
    /// How many payloads wait at most while the backend is away; the oldest go first.
    public var maximumPayloads = 1_000

    /// How many bytes wait at most; the oldest go first.
    public var maximumBytes = 16 * 1_024 * 1_024

    /// How long sending one payload may take.
    public var sendTimeout = Duration.seconds(10)

    /// How long the last flush may take, when the service shuts down.
    public var shutdownTimeout = Duration.seconds(5)

    /// The first delay after a failure. Delays double, and each is drawn from half to one and a half of itself.
    public var initialBackoff = Duration.seconds(1)

    /// The longest delay, before it is drawn.
    public var maximumBackoff = Duration.seconds(60)

    /// Where to count what was sent and dropped: another backend, or the registry itself.
    public var metrics: (any MetricsFactory)?

    /// The name of the exporter in logs and metrics.
    public var name = "metrics"

    /// The time of day, in nanoseconds since 1970; tests pass their own.
    public var wallClock: @Sendable () -> Int64 = { WallClock.now }

    /// A number from 0 up to 1 that a delay is drawn by; tests pass their own.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes options in place.
    public init(_ change: (inout MetricsPushOptions) -> Void) {
        self.init()
        change(&self)
    }
}
