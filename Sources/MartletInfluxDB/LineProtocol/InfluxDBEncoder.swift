import MartletMetrics

/// Turns the values of an interval into lines.
struct InfluxDBEncoder: Sendable {
    private static let quantiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)]

    var precision = InfluxDBPrecision.nanoseconds
    var includesTotals = false
    var repeatsGauges = true
    var maximumLines = 5_000
    var maximumBytes = 1_000_000

    init() {}

    init(_ configuration: InfluxDBMetrics.Configuration, maximumBytes: Int) {
        precision = configuration.precision
        includesTotals = configuration.includesTotals
        repeatsGauges = configuration.repeatsGauges
        maximumLines = configuration.maximumLines
        self.maximumBytes = maximumBytes
    }

    /// Takes the values out of a registry.
    ///
    /// - Parameters:
    ///   - time: The time of all of them, in nanoseconds since 1970.
    ///   - losses: Counts what cannot be said in a line.
    func encode(_ registry: MetricsRegistry, at time: Int64, losses: Losses) -> [LineBatches.Batch] {
        let timestamp = time / precision.nanoseconds
        var batches = LineBatches(maximumLines: maximumLines, maximumBytes: maximumBytes)
        var unspeakable = 0
        registry.drain { family in
            family.forEachSeries { series in
                unspeakable += series.value.droppedSamples
                guard let point = point(of: series, named: family.name) else { return }
                if let line = point.line(timestamp: timestamp) { batches.append(line) } else { unspeakable += 1 }
            }
        }
        losses.count(unspeakable + batches.oversized)
        return batches.finish()
    }

    /// The point of a series; `nil` when nothing has happened to it.
    func point(of series: MetricSeries, named name: String) -> InfluxDBPoint? {
        let fields = fields(of: series)
        guard !fields.isEmpty else { return nil }
        return InfluxDBPoint(measurement: name, tags: series.labels.map { ($0.name, $0.value) }, fields: fields)
    }

    private func fields(of series: MetricSeries) -> [(name: String, value: Double)] {
        switch series.value {
        case .counter(let sum):
            return series.isUpdated ? [("count", sum)] : []
        case .gauge(let value):
            return series.isUpdated || repeatsGauges ? [("value", value)] : []
        default:
            guard let distribution = MetricDistribution(series.value), distribution.count > 0 else { return [] }
            return fields(of: distribution)
        }
    }

    private func fields(of distribution: MetricDistribution) -> [(name: String, value: Double)] {
        var fields: [(name: String, value: Double)] = []
        for (name, quantile) in Self.quantiles {
            guard let value = distribution.quantile(quantile) else { continue }
            fields.append((name, value))
        }
        guard includesTotals else { return fields }
        fields.append(("count", distribution.count))
        fields.append(("sum", distribution.sum))
        if let minimum = distribution.minimum { fields.append(("min", minimum)) }
        if let maximum = distribution.maximum { fields.append(("max", maximum)) }
        return fields
    }
}
