/// A name and a value that tell series of one metric apart: a dimension of swift-metrics, a tag, an attribute.
public struct MetricLabel: Hashable, Sendable {
    /// The name.
    public let name: String

    /// The value.
    public let value: String

    /// Makes a label.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// The label of the series that takes what is over the limit of series. The name is OpenTelemetry's.
    public static let overflow = MetricLabel(name: "otel.metric.overflow", value: "true")
}
