import MartletMetrics

/// Turns the values of an interval into objects.
struct CirconusEncoder: Sendable {
    var sendsTimestamps = true
    var repeatsGauges = true
    var maximumMetrics = 5_000
    var maximumBytes = 1_000_000

    init() {}

    init(_ configuration: CirconusMetrics.Configuration) {
        sendsTimestamps = configuration.sendsTimestamps
        repeatsGauges = configuration.repeatsGauges
        maximumMetrics = configuration.maximumMetrics
        maximumBytes = configuration.maximumBytes
    }

    /// Takes the values out of a registry.
    ///
    /// - Parameters:
    ///   - time: The time of all of them, in nanoseconds since 1970.
    ///   - losses: Counts what has no form.
    func encode(_ registry: MetricsRegistry, at time: Int64, losses: Losses) -> [CirconusBatches.Batch] {
        var batches = CirconusBatches(
            milliseconds: sendsTimestamps ? time / 1_000_000 : nil,
            maximumMetrics: maximumMetrics,
            maximumBytes: maximumBytes
        )
        var lost = 0
        registry.drain { family in
            family.forEachSeries { series in
                guard !family.name.isEmpty else {
                    lost += 1
                    return
                }
                lost += series.value.droppedSamples
                append(series, named: family.name, to: &batches, lost: &lost)
            }
        }
        losses.count(lost + batches.refused)
        return batches.finish()
    }

    private func append(
        _ series: MetricSeries,
        named metric: String,
        to batches: inout CirconusBatches,
        lost: inout Int
    ) {
        let name = StreamTags.name(metric, tags: series.labels.map { ($0.name, $0.value) })
        switch series.value {
        case .counter(let sum):
            if series.isUpdated { batches.append(name, number: sum) }
        case .gauge(let value):
            if series.isUpdated || repeatsGauges { batches.append(name, number: value) }
        default:
            guard let histogram = CirconusHistogram(series.value) else { return }
            lost += Int(clamping: histogram.refused)
            batches.append(name, histogram: histogram)
        }
    }
}

extension CirconusHistogram {
    /// The bins of a distribution; `nil` for what is none.
    ///
    /// What was kept in buckets is counted in the middle of each, and above the last bound at that bound.
    init?(_ value: MetricValue) {
        self.init()
        switch value {
        case .counter, .gauge:
            return nil
        case .sketch(let sketch):
            sketch.forEachBin { value, count in record(value, count: count) }
        case .samples(let samples):
            for value in samples.values { record(value) }
            // Each stands for as many as were not sampled; rounded once per bin, and not for each of them.
            if samples.rate > 0, samples.rate < 1 { scale(by: 1 / max(samples.rate, 1e-9)) }
        case .buckets(let buckets):
            var lower = min(0, buckets.upperBounds.first ?? 0)
            for (index, count) in buckets.counts.enumerated() {
                let upper = index < buckets.upperBounds.count ? buckets.upperBounds[index] : lower
                record(lower + (upper - lower) / 2, count: UInt64(count))
                lower = upper
            }
        }
    }
}
