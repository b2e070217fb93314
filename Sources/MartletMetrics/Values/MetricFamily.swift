/// A metric with all its series.
public struct MetricFamily: Sendable {
    let storage: FamilyStorage
    let drains: Bool

    /// The name, as ``MetricNaming`` has made it.
    public var name: String { storage.name }

    /// What it measures.
    public var kind: MetricKind { storage.kind }

    /// What it is about, for people.
    public var help: String? { storage.help }

    /// The unit of its values.
    public var unit: String? { storage.unit }

    /// Reads the series one by one, for whoever cannot go through them in one go.
    package func makeSeriesIterator() -> SeriesIterator {
        SeriesIterator(storage.series, drains: drains)
    }

    /// Reads one series after the other. Nothing is locked while `body` runs, so values keep changing behind it, and
    /// memory does not grow with the number of series. While draining, reading a series resets it: call it once.
    ///
    /// - Parameter body: Receives each series, in the order in which they were made.
    public func forEachSeries(_ body: (MetricSeries) throws -> Void) rethrows {
        var series = makeSeriesIterator()
        while let next = series.next() { try body(next) }
    }
}

/// The series of a metric, each read when its turn comes.
package struct SeriesIterator: IteratorProtocol {
    private let cells: [(any MetricCell)?]
    private let drains: Bool
    private var index = 0

    init(_ cells: [(any MetricCell)?], drains: Bool) {
        self.cells = cells
        self.drains = drains
    }

    package mutating func next() -> MetricSeries? {
        while index < cells.count {
            let cell = cells[index]
            index += 1
            // A hole, or a series that has gone since.
            guard let cell, !cell.identity.isRemoved else { continue }
            return cell.read(drains: drains)
        }
        return nil
    }
}
