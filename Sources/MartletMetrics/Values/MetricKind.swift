/// What a metric measures.
public struct MetricKind: Hashable, Sendable, CustomStringConvertible {
    /// `counter`, `gauge`, `histogram` or `timer`.
    public let description: String

    /// A sum that only grows.
    public static let counter = MetricKind(description: "counter")

    /// A value that goes up and down.
    public static let gauge = MetricKind(description: "gauge")

    /// Values of which the distribution matters.
    public static let histogram = MetricKind(description: "histogram")

    /// Durations of which the distribution matters, in the unit of the registry.
    public static let timer = MetricKind(description: "timer")
}
