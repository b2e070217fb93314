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
/// Counting costs an atomic addition or two and takes no lock, but for distributions that keep quantiles or samples. Making a
/// metric again under the same label and dimensions leads to the same series, whatever the order of the dimensions; a dimension
/// that is given twice has its last value. A label that was made as another kind first is discarded with a warning, and
/// values that are not finite numbers are left out of distributions. What nobody needs any more is destroyed as in
/// swift-metrics, for all who hold the same series.
public final class MetricsRegistry: Sendable {
    private struct Families {
        /// By the label that is given to swift-metrics.
        var byLabel: [String: FamilyStorage] = [:]

        /// By the name that it comes to; several labels may come to one.
        var byName: [String: FamilyStorage] = [:]
        var inOrder: [FamilyStorage] = []
        var descriptions: [String: MetricDescription] = [:]
        var warned: Set<String> = []
    }

    let configuration: Configuration
    private let rules: LabelRules
    private let logger: Logger?
    private let families = Mutex(Families())

    /// Makes a registry.
    ///
    /// - Parameters:
    ///   - configuration: What is kept, and how much of it.
    ///   - logger: Where to warn about metrics that are not kept, once for each.
    public init(_ configuration: Configuration = Configuration(), logger: Logger? = nil) {
        self.configuration = configuration
        self.logger = logger
        rules = LabelRules(configuration: configuration)
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
        families.withLock {
            $0.descriptions[label] = MetricDescription(help: help, unit: unit, distribution: distribution)
        }
    }

    /// Reads what has been counted since the start, and changes nothing: for pages that are scraped.
    ///
    /// - Parameter body: Receives each metric, in the order in which they were made.
    public func collect(_ body: (MetricFamily) throws -> Void) rethrows {
        try read(drains: false, body)
    }

    /// Reads what has been counted since the last drain: counters begin at zero again, distributions are emptied, gauges stay.
    /// For the one exporter that the registry belongs to.
    ///
    /// - Parameter body: Receives each metric, in the order in which they were made.
    public func drain(_ body: (MetricFamily) throws -> Void) rethrows {
        try read(drains: true, body)
    }

    private func read(drains: Bool, _ body: (MetricFamily) throws -> Void) rethrows {
        for family in families.withLock({ $0.inOrder }) {
            try body(MetricFamily(storage: family, drains: drains))
        }
    }

    // MARK: Series

    /// The series for a label and its dimensions, made if there is none; `nil` when it cannot be kept.
    func series(_ label: String, _ dimensions: [(String, String)], _ kind: MetricKind) -> (any MetricCell)? {
        guard let family = family(label, kind) else { return nil }
        switch family.cell(rules.labels(dimensions)) {
        case .found(let cell):
            return cell
        case .overflow(let cell, let isFirst):
            if isFirst { warn("metric has too many series; further ones are counted together", label) }
            return cell
        }
    }

    private func family(_ label: String, _ kind: MetricKind) -> FamilyStorage? {
        enum Outcome {
            case family(FamilyStorage)
            case none(reason: String?)
        }
        let outcome: Outcome = families.withLock { families in
            if let family = families.byLabel[label] {
                if family.kind == kind { return .family(family) }
                let isNew = families.warned.insert(label).inserted
                return .none(reason: isNew ? "metric was made as a \(family.kind) first and is not a \(kind)" : nil)
            }
            let name = rules.metricName(label, kind)
            guard !name.isEmpty, families.inOrder.count < configuration.maximumMetrics else {
                // The names that were warned about are bounded, too.
                let isNew =
                    families.warned.count < configuration.maximumMetrics
                    && families.warned.insert(label).inserted
                return .none(reason: isNew ? "metric is not kept: it has no name, or there are too many" : nil)
            }
            if let family = families.byName[name] {
                guard family.kind == kind else {
                    let isNew = families.warned.insert(label).inserted
                    return .none(reason: isNew ? "metric has the name of a \(family.kind) and is a \(kind)" : nil)
                }
                families.byLabel[label] = family
                return .family(family)
            }
            let family = FamilyStorage(
                name: name,
                kind: kind,
                description: families.descriptions[label] ?? MetricDescription(),
                configuration: configuration
            )
            families.byLabel[label] = family
            families.byName[name] = family
            families.inOrder.append(family)
            return .family(family)
        }
        switch outcome {
        case .family(let family): return family
        case .none(let reason):
            if let reason { warn(reason, label) }
            return nil
        }
    }

    private func warn(_ text: String, _ label: String) {
        logger?.warning("\(text)", metadata: ["metric": "\(label.prefix(100))"])
    }
}

/// What somebody has said about a metric before it was made.
struct MetricDescription: Sendable {
    var help: String?
    var unit: String?
    var distribution: DistributionAggregation?
}
