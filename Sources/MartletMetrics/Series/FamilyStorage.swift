import Synchronization

/// A metric and its series, up to the limit.
final class FamilyStorage: Sendable {
    enum Outcome {
        case found(any MetricCell)

        /// There are too many series: the one that takes what is over the limit, and whether this is the first time.
        case overflow(any MetricCell, isFirst: Bool)
    }

    private struct Table {
        var byLabels: [[MetricLabel]: any MetricCell] = [:]
        var inOrder: [any MetricCell] = []
        var overflow: (any MetricCell)?
    }

    let name: String
    let kind: MetricKind
    let help: String?
    let unit: String?
    private let distribution: DistributionAggregation
    private let configuration: MetricsRegistry.Configuration
    private let table = Mutex(Table())

    init(
        name: String,
        kind: MetricKind,
        description: MetricDescription,
        configuration: MetricsRegistry.Configuration
    ) {
        self.name = name
        self.kind = kind
        help = description.help
        unit = description.unit ?? (kind == .timer ? configuration.timerUnit.description : nil)
        distribution = description.distribution ?? configuration.distribution
        self.configuration = configuration
    }

    /// All series at this moment. The array is shared with the table until a series is made or goes.
    var series: [any MetricCell] { table.withLock { $0.inOrder } }

    /// The series for labels, made if there is none.
    func cell(_ labels: [MetricLabel]) -> Outcome {
        // Two orders of the same labels are the same series.
        let key = Self.isSorted(labels) ? labels : labels.sorted { $0.name < $1.name }
        return table.withLock { table in
            if let cell = table.byLabels[key] { return .found(cell) }
            guard table.byLabels.count < configuration.maximumSeriesPerMetric else {
                if let overflow = table.overflow { return .overflow(overflow, isFirst: false) }
                let cell = makeCell([.overflow])
                table.overflow = cell
                table.inOrder.append(cell)
                return .overflow(cell, isFirst: true)
            }
            let cell = makeCell(labels)
            table.byLabels[key] = cell
            table.inOrder.append(cell)
            return .found(cell)
        }
    }

    func remove(_ cell: any MetricCell) {
        let key = cell.identity.labels.sorted { $0.name < $1.name }
        table.withLock { table in
            if table.byLabels[key] === cell { table.byLabels[key] = nil }
            if table.overflow === cell { table.overflow = nil }
            table.inOrder.removeAll { $0 === cell }
        }
    }

    private static func isSorted(_ labels: [MetricLabel]) -> Bool {
        zip(labels, labels.dropFirst()).allSatisfy { $0.name < $1.name }
    }

    private func makeCell(_ labels: [MetricLabel]) -> any MetricCell {
        let identity = SeriesIdentity(labels: labels, family: self)
        switch kind {
        case .counter: return CounterCell(identity)
        case .gauge: return GaugeCell(identity)
        default: break
        }
        let nanosecondsPerUnit = configuration.timerUnit.nanoseconds
        switch distribution.kind {
        case .buckets(let bounds):
            return BucketCell(
                identity,
                upperBounds: bounds,
                nanosecondsPerUnit: nanosecondsPerUnit,
                exemplar: configuration.exemplar
            )
        case .quantiles(let accuracy, let window):
            return SketchCell(
                identity,
                WindowedSketch(relativeAccuracy: accuracy, window: window),
                nanosecondsPerUnit: nanosecondsPerUnit
            )
        case .samples(let limit, let rate):
            return SampleCell(identity, limit: limit, rate: rate, nanosecondsPerUnit: nanosecondsPerUnit)
        }
    }
}
