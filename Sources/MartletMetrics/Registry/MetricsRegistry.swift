public import Logging
import Synchronization

/// The aggregation behind `MetricsFactory`: every metric and its series, with a bound on both.
///
/// Exporters have one each; to feed several, give `MultiplexMetricsHandler` of swift-metrics to whatever counts.
///
/// ```swift
/// let registry = MetricsRegistry(.init { $0.maximumSeriesPerMetric = 100 }, logger: logger)
/// registry.describe("jobs", help: "Jobs that were done.")
/// let jobs = Counter(label: "jobs", dimensions: [("queue", "mail")], factory: registry)
/// jobs.increment()
/// ```
///
/// Counting costs an atomic addition or two and takes no lock, but for distributions that keep quantiles or samples.
/// Making a metric again under the same label and dimensions leads to the same series, whatever the order of the
/// dimensions; a dimension that is given twice has its last value. It takes some hundred nanoseconds, so keep what you
/// count on in the hot path.
///
/// Nothing that is given to it stops the program; each of these is said once per metric:
/// - A metric whose label, or whose name in the backend, another kind of metric was made with first is discarded.
/// - Labels that are empty, too long or too many are left out or cut, and control characters in them become spaces.
/// - Series over the limit are counted together on one more, with the label ``MetricLabel/overflow``.
/// - A counter ignores negative increments. Distributions leave out what is not a number; infinity counts in its
///   bucket, but not in the sum, and is left out where there are no buckets. Negative durations are zero.
///
/// What nobody needs any more is destroyed as in swift-metrics, for all who hold the same series: it is not seen again,
/// and who still counts on it counts in vain. Making it again begins at zero.
public final class MetricsRegistry: Sendable {
    let configuration: Configuration
    private let rules: LabelRules
    private let logger: Logger?
    private let families = Mutex(FamilyTable())
    private let cache: Mutex<SeriesCache>

    /// Makes a registry.
    ///
    /// - Parameters:
    ///   - configuration: What is kept, and how much of it.
    ///   - logger: Where to warn about metrics that are not kept, once for each.
    public init(_ configuration: Configuration = Configuration(), logger: Logger? = nil) {
        self.configuration = configuration
        self.logger = logger
        rules = LabelRules(configuration: configuration)
        // Some ways to ask for each series, within reason.
        cache = Mutex(SeriesCache(limit: 65_536 + 2 * min(max(configuration.maximumSeriesPerMetric, 0), 1 << 30)))
    }

    /// Says what a metric is about and how its values are kept, before it is made for the first time.
    ///
    /// - Parameters:
    ///   - label: The label of the metric, as it is given to swift-metrics.
    ///   - help: What it is about, for people.
    ///   - unit: The unit of its values: `seconds`, `bytes`.
    ///   - distribution: How its values are kept, when it is a histogram or a timer.
    public func describe(
        _ label: String,
        help: String? = nil,
        unit: String? = nil,
        distribution: DistributionAggregation? = nil
    ) {
        let description = MetricDescription(help: help, unit: unit, distribution: distribution)
        let isInTime = families.withLock { $0.describe(label, description, within: configuration) }
        if !isInTime { warn("metric was made before it was described; the description does not count", label) }
    }

    /// Reads what has been counted since the start, and changes nothing: for pages that are scraped.
    ///
    /// - Parameter body: Receives each metric, in the order in which they were made.
    public func collect(_ body: (MetricFamily) throws -> Void) rethrows {
        try read(drains: false, body)
    }

    /// Reads what has been counted since the last drain: counters begin at zero again, distributions are emptied,
    /// gauges stay. For the one exporter that the registry belongs to.
    ///
    /// - Parameter body: Receives each metric, in the order in which they were made.
    public func drain(_ body: (MetricFamily) throws -> Void) rethrows {
        try read(drains: true, body)
    }

    private func read(drains: Bool, _ body: (MetricFamily) throws -> Void) rethrows {
        for family in families.withLock({ $0.families }) {
            try body(MetricFamily(storage: family, drains: drains))
        }
    }

    // MARK: Series

    /// The series for a label and its dimensions, made if there is none; `nil` when it cannot be kept.
    func series(_ label: String, _ dimensions: [(String, String)], _ kind: MetricKind) -> (any MetricCell)? {
        let key = SeriesKey(kind: kind, label: label, dimensions: dimensions)
        if let cell = cache.withLock({ $0[key] }) { return cell }
        guard let family = family(label, kind) else { return nil }
        let labels = rules.labels(dimensions)
        if labels.isChanged { family.warnings.warn(.changedLabels) }
        switch family.cell(labels.labels, overflow: rules.overflowLabels) {
        case .found(let cell):
            cache.withLock { $0.insert(cell, for: key) }
            return cell
        case .overflow(let cell):
            family.warnings.warn(.tooManySeries)
            return cell
        }
    }

    func remove(_ cell: any MetricCell) {
        guard let family = cell.identity.family, family.remove(cell) else { return }
        cache.withLock { $0.noteRemoval() }
    }

    private func family(_ label: String, _ kind: MetricKind) -> FamilyStorage? {
        var outcome = families.withLock { $0.family(label, kind) }
        if outcome == nil {
            // Not under the lock, for the naming is somebody else's code. Who comes second finds what the first has
            // made.
            let name = rules.metricName(label, kind)
            let taken = configuration.naming.taken(name, kind)
            let family = FamilyStorage(
                name: name,
                kind: kind,
                description: families.withLock { $0.descriptions[label] } ?? MetricDescription(),
                configuration: configuration,
                warnings: MetricWarnings(logger: logger, label: label)
            )
            outcome = families.withLock { $0.insert(family, label, taking: taken, within: configuration) }
        }
        switch outcome {
        case .success(let family): return family
        case .failure(let refusal):
            let isFirst = families.withLock { $0.isFirstRefusal(of: label, within: configuration) }
            if isFirst { warn("metric is discarded: \(refusal)", label) }
            return nil
        case nil: return nil
        }
    }

    private func warn(_ text: Logger.Message, _ label: String) {
        logger?.warning(text, metadata: ["metric": "\(label.prefix(100))"])
    }
}
