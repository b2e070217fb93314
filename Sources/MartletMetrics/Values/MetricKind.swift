/// What a metric measures.
public struct MetricKind: Hashable, Sendable, CustomStringConvertible {
    // A number and not the text, because it is compared whenever a metric is made.
    private let code: UInt8

    /// A sum that only grows.
    public static let counter = MetricKind(code: 0)

    /// A value that goes up and down.
    public static let gauge = MetricKind(code: 1)

    /// Values of which the distribution matters.
    public static let histogram = MetricKind(code: 2)

    /// Durations of which the distribution matters, in the unit of the registry.
    public static let timer = MetricKind(code: 3)

    /// `counter`, `gauge`, `histogram` or `timer`.
    public var description: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        default: "timer"
        }
    }
}
