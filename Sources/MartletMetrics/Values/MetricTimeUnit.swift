/// The unit in which a registry keeps the values of timers.
public struct MetricTimeUnit: Hashable, Sendable, CustomStringConvertible {
    /// `seconds`, `milliseconds`, `microseconds` or `nanoseconds`.
    public let description: String

    /// How many nanoseconds it has.
    let nanoseconds: Double

    /// Seconds, what Prometheus and OpenTelemetry want.
    public static let seconds = MetricTimeUnit(description: "seconds", nanoseconds: 1e9)

    /// Milliseconds, what StatsD wants.
    public static let milliseconds = MetricTimeUnit(description: "milliseconds", nanoseconds: 1e6)

    /// Microseconds.
    public static let microseconds = MetricTimeUnit(description: "microseconds", nanoseconds: 1e3)

    /// Nanoseconds, as they are measured.
    public static let nanoseconds = MetricTimeUnit(description: "nanoseconds", nanoseconds: 1)

    /// A duration in this unit. A negative one, which only a clock that was set back measures, counts as zero.
    @inline(__always)
    func value(ofNanoseconds duration: Int64) -> Double {
        // Divided, not multiplied by the inverse: 100 ms are exactly 0.1 s.
        Double(max(duration, 0)) / nanoseconds
    }
}
