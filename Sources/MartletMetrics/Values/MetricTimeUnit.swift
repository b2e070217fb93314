/// The unit in which a registry keeps the values of timers.
public struct MetricTimeUnit: Hashable, Sendable, CustomStringConvertible {
    /// `seconds` or `milliseconds`.
    public let description: String

    /// How many nanoseconds it has.
    let nanoseconds: Double

    /// Seconds, what Prometheus and OpenTelemetry want.
    public static let seconds = MetricTimeUnit(description: "seconds", nanoseconds: 1e9)

    /// Milliseconds, what StatsD wants.
    public static let milliseconds = MetricTimeUnit(description: "milliseconds", nanoseconds: 1e6)
}
