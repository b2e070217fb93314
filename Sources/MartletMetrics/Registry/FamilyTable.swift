/// The metrics of a registry, by what they are called.
struct FamilyTable {
    /// Why a metric is not kept.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// In the order in which they were made.
    private(set) var families: [FamilyStorage] = []
    private(set) var descriptions: [String: MetricDescription] = [:]

    /// By the label that is given to swift-metrics.
    private var byLabel: [String: FamilyStorage] = [:]

    /// By all names that they take up; several labels may come to one.
    private var byName: [String: FamilyStorage] = [:]
    private var refused: Set<String> = []

    /// The metric for a label; `nil` when there is none yet.
    func family(_ label: String, _ kind: MetricKind) -> Result<FamilyStorage, Refusal>? {
        guard let family = byLabel[label] else { return nil }
        if family.kind == kind { return .success(family) }
        return .failure(Refusal(description: "it was made as a \(family.kind) first and is not a \(kind)"))
    }

    /// Adds a metric, or finds the one that is already there.
    mutating func insert(
        _ family: FamilyStorage,
        _ label: String,
        taking taken: [String],
        within configuration: MetricsRegistry.Configuration
    ) -> Result<FamilyStorage, Refusal> {
        if let outcome = self.family(label, family.kind) { return outcome }
        guard !family.name.isEmpty else { return .failure(Refusal(description: "it has no name")) }
        if let other = byName[family.name], other.name == family.name, other.kind == family.kind {
            remember(other, label, within: configuration)
            return .success(other)
        }
        let names = [family.name] + taken
        for name in names {
            if let other = byName[name] {
                return .failure(Refusal(description: "the \(other.kind) \(other.name) has its name"))
            }
        }
        guard configuration.naming.reserved.isDisjoint(with: names) else {
            return .failure(Refusal(description: "its name is reserved"))
        }
        guard families.count < configuration.maximumMetrics else {
            return .failure(Refusal(description: "there are too many metrics"))
        }
        for name in names { byName[name] = family }
        families.append(family)
        remember(family, label, within: configuration)
        return .success(family)
    }

    /// Many labels may come to one name: those that are remembered are bounded.
    private mutating func remember(
        _ family: FamilyStorage,
        _ label: String,
        within configuration: MetricsRegistry.Configuration
    ) {
        if byLabel.count / 2 < configuration.maximumMetrics { byLabel[label] = family }
    }

    /// Whether a refusal has not been told yet. What is remembered of that is bounded, too.
    mutating func isFirstRefusal(of label: String, within configuration: MetricsRegistry.Configuration) -> Bool {
        refused.count < configuration.maximumMetrics && refused.insert(label).inserted
    }

    /// Says what a metric is about.
    ///
    /// - Returns: Whether it came in time.
    mutating func describe(
        _ label: String,
        _ description: MetricDescription,
        within configuration: MetricsRegistry.Configuration
    ) -> Bool {
        guard byLabel[label] == nil else { return false }
        if descriptions[label] != nil || descriptions.count < configuration.maximumMetrics {
            descriptions[label] = description
        }
        return true
    }
}

/// What somebody has said about a metric before it was made.
struct MetricDescription: Sendable {
    var help: String?
    var unit: String?
    var distribution: DistributionAggregation?
}
