/// Makes names of metrics and labels fit for a backend: once, when a series is made.
public struct MetricNaming: Sendable {
    /// The name of a metric.
    public var metric: @Sendable (_ name: String, _ kind: MetricKind) -> String

    /// The name of a label.
    public var label: @Sendable (_ name: String) -> String

    /// Makes a naming.
    ///
    /// - Parameters:
    ///   - metric: Makes the name of a metric.
    ///   - label: Makes the name of a label. Where two come out the same, the last one wins.
    public init(
        metric: @escaping @Sendable (_ name: String, _ kind: MetricKind) -> String,
        label: @escaping @Sendable (_ name: String) -> String
    ) {
        self.metric = metric
        self.label = label
    }

    /// Leaves names as they are.
    public static let unchanged = MetricNaming(metric: { name, _ in name }, label: { $0 })
}
