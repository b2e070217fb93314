import MartletMetrics

/// Turns the values of an interval into datagrams. A value: the same series, the same bytes.
struct StatsDEncoder: Sendable {
    var dialect = StatsDDialect.statsD
    var prefix = ""
    var numbers = StatsDNumberFormat.shortest
    var maximumBytes = 1_432
    var histogramType = StatsDType.timing
    var types: [String: StatsDType] = [:]
    var resetsNegativeGauges = true
    var repeatsGauges = false
    var packsValues = false

    /// Datagrams, and what is not in them.
    struct Output: Equatable, Sendable {
        var datagrams: [[UInt8]] = []
        var losses: [StatsDLoss: Int] = [:]
    }

    /// Takes the values out of a registry.
    ///
    /// - Parameters:
    ///   - registry: Where they are.
    ///   - reports: Finished lines that follow the metrics.
    func encode(_ registry: MetricsRegistry, reports: [[UInt8]] = []) -> Output {
        var lines = StatsDLines(self)
        registry.drain { family in
            family.forEachSeries { lines.append($0, name: family.name, kind: family.kind) }
        }
        return lines.finish(reports: reports)
    }

    /// How a server is to take the values of a metric.
    func type(of name: String, kind: MetricKind) -> StatsDType {
        types[name] ?? (kind == .timer ? .timing : histogramType)
    }
}
