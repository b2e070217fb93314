/// One series of a metric, at the moment when it was read.
public struct MetricSeries: Sendable {
    /// Its labels: those of the registry first, then in the order in which they were first given.
    public let labels: [MetricLabel]

    /// Whether anything has happened to it: ever, or since the last drain.
    public let isUpdated: Bool

    /// What it has come to.
    public let value: MetricValue
}
