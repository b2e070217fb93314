import Logging
import Synchronization

/// A metric and its series, up to the limit.
final class FamilyStorage: Sendable {
    enum Outcome {
        case found(any MetricCell)

        /// There are too many series: the one that takes what is over the limit.
        case overflow(any MetricCell)
    }

    private struct Entry {
        let cell: any MetricCell
        var slot: Int
    }

    private struct Table {
        var byLabels: [[MetricLabel]: Entry] = [:]

        /// In the order in which they were made, with holes where series have gone.
        var slots: [(any MetricCell)?] = []
        var holes = 0
        var overflow: Entry?

        mutating func append(_ cell: any MetricCell) -> Entry {
            slots.append(cell)
            return Entry(cell: cell, slot: slots.count - 1)
        }

        mutating func makeHole(_ slot: Int) {
            slots[slot] = nil
            holes += 1
            // Now and then, so that a removal does not move all that follow.
            guard holes > 32, holes > slots.count / 2 else { return }
            slots.removeAll { $0 == nil }
            holes = 0
            for (slot, cell) in slots.enumerated() {
                guard let cell else { continue }
                if overflow?.cell === cell { overflow?.slot = slot } else { byLabels[cell.identity.key]?.slot = slot }
            }
        }
    }

    let name: String
    let kind: MetricKind
    let help: String?
    let unit: String?
    let warnings: MetricWarnings
    private let distribution: DistributionAggregation
    private let configuration: MetricsRegistry.Configuration
    private let table = Mutex(Table())

    init(
        name: String,
        kind: MetricKind,
        description: MetricDescription,
        configuration: MetricsRegistry.Configuration,
        warnings: MetricWarnings
    ) {
        self.name = name
        self.kind = kind
        self.warnings = warnings
        help = description.help
        unit = description.unit ?? (kind == .timer ? configuration.timerUnit.description : nil)
        distribution = description.distribution ?? configuration.distribution
        self.configuration = configuration
    }

    /// All series at this moment, with holes. The array is shared with the table until a series is made or goes.
    var series: [(any MetricCell)?] { table.withLock { $0.slots } }

    /// The series for labels, made if there is none.
    ///
    /// - Parameter overflow: The labels of the series for what is over the limit.
    func cell(_ labels: [MetricLabel], overflow: @autoclosure () -> [MetricLabel]) -> Outcome {
        let key = Self.isSorted(labels) ? labels : labels.sorted { $0.name < $1.name }
        return table.withLock { table in
            if let entry = table.byLabels[key] { return .found(entry.cell) }
            guard table.byLabels.count < configuration.maximumSeriesPerMetric else {
                if let overflow = table.overflow { return .overflow(overflow.cell) }
                let labels = overflow()
                let cell = makeCell(labels, key: labels)
                table.overflow = table.append(cell)
                return .overflow(cell)
            }
            let cell = makeCell(labels, key: key)
            table.byLabels[key] = table.append(cell)
            return .found(cell)
        }
    }

    /// - Returns: Whether it was there.
    func remove(_ cell: any MetricCell) -> Bool {
        table.withLock { table in
            if let overflow = table.overflow, overflow.cell === cell {
                table.overflow = nil
                table.makeHole(overflow.slot)
            } else if let entry = table.byLabels[cell.identity.key], entry.cell === cell {
                table.byLabels[cell.identity.key] = nil
                table.makeHole(entry.slot)
            } else {
                return false
            }
            cell.identity.markRemoved()
            return true
        }
    }

    private static func isSorted(_ labels: [MetricLabel]) -> Bool {
        zip(labels, labels.dropFirst()).allSatisfy { $0.name < $1.name }
    }

    private func makeCell(_ labels: [MetricLabel], key: [MetricLabel]) -> any MetricCell {
        let identity = SeriesIdentity(labels: labels, key: key, family: self, warnings: warnings)
        switch kind {
        case .counter: return CounterCell(identity)
        case .gauge: return GaugeCell(identity)
        default: break
        }
        switch distribution.kind {
        case .buckets(let bounds):
            return BucketCell(
                identity,
                upperBounds: bounds,
                unit: configuration.timerUnit,
                exemplar: configuration.exemplar
            )
        case .quantiles(let accuracy, let window):
            let sketch = WindowedSketch(relativeAccuracy: accuracy, window: window)
            return SketchCell(identity, sketch, unit: configuration.timerUnit)
        case .samples(let limit, let rate):
            return SampleCell(identity, limit: limit, rate: rate, unit: configuration.timerUnit)
        }
    }
}
