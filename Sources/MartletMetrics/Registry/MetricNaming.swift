/// Makes names of metrics and labels fit for a backend: once, when a series is made.
public struct MetricNaming: Sendable {
    /// The name of a metric.
    public var metric: @Sendable (_ name: String, _ kind: MetricKind) -> String

    /// The name of a label.
    public var label: @Sendable (_ name: String) -> String

    /// All names that a metric of this name and kind takes up in the backend, its own among them. A metric that would
    /// need a name that another one has taken is discarded.
    public var taken: @Sendable (_ name: String, _ kind: MetricKind) -> [String]

    /// Names that no metric may have, because the exporter uses them itself.
    public var reserved: Set<String> = []

    /// Whether a label with an empty value is no label, for backends that cannot tell the two apart.
    public var dropsEmptyValues = false

    /// Makes a naming.
    ///
    /// - Parameters:
    ///   - metric: Makes the name of a metric.
    ///   - label: Makes the name of a label. Where two come out the same, the last one wins.
    ///   - taken: All names that a metric takes up.
    public init(
        metric: @escaping @Sendable (_ name: String, _ kind: MetricKind) -> String,
        label: @escaping @Sendable (_ name: String) -> String,
        taken: @escaping @Sendable (_ name: String, _ kind: MetricKind) -> [String] = { name, _ in [name] }
    ) {
        self.metric = metric
        self.label = label
        self.taken = taken
    }

    /// Leaves names as they are.
    public static let unchanged = MetricNaming(metric: { name, _ in name }, label: { $0 })
}
