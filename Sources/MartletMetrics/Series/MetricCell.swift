/// One series: what is counted on, and what knows where it belongs.
protocol MetricCell: AnyObject, Sendable {
    var identity: SeriesIdentity { get }

    /// The state at this moment; a draining reader also resets it.
    func read(drains: Bool) -> MetricSeries
}

extension MetricCell {
    func remove() {
        identity.family?.remove(self)
    }
}

/// Which series of which metric it is.
final class SeriesIdentity: Sendable {
    let labels: [MetricLabel]

    /// Weak, because the family holds its series; set once, and then only read.
    weak let family: FamilyStorage?

    init(labels: [MetricLabel], family: FamilyStorage) {
        self.labels = labels
        self.family = family
    }
}
