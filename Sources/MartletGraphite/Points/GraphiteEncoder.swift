import MartletMetrics

/// Turns the values of an interval into batches of points. A value: the same series, the same bytes.
struct GraphiteEncoder: Sendable {
    var format = GraphiteAddress.Format.plaintext
    var prefix = ""
    var labels = GraphiteLabels.pathSegments
    var numbers = GraphiteNumberFormat.shortest
    var repeatsCounters = true
    var repeatsGauges = true
    var includesTotals = false
    var maximumBytes = 65_536
    var maximumPoints = 500

    /// Batches, and what is not in them.
    struct Output: Equatable, Sendable {
        var batches: [GraphiteBatch] = []
        var losses: [GraphiteLoss: Int] = [:]
    }

    /// Takes the values out of a registry.
    ///
    /// - Parameters:
    ///   - registry: Where they are.
    ///   - time: The time of all of them, in nanoseconds since 1970.
    func encode(_ registry: MetricsRegistry, at time: Int64) -> Output {
        var output = Output()
        let seconds = time / 1_000_000_000
        switch format {
        case .plaintext:
            var batches = PlaintextBatches(time: seconds, numbers: numbers, maximumBytes: maximumBytes)
            forEachPoint(of: registry, &output.losses) { batches.append($0) }
            output.lose(.tooLong, batches.tooLong)
            output.batches = batches.finish()
        case .pickle:
            var batches = PickleBatches(time: seconds, maximumPoints: maximumPoints, maximumBytes: maximumBytes)
            forEachPoint(of: registry, &output.losses) { batches.append($0) }
            output.lose(.tooLong, batches.tooLong)
            output.batches = batches.finish()
        }
        return output
    }

    private func forEachPoint(
        of registry: MetricsRegistry,
        _ losses: inout [GraphiteLoss: Int],
        _ body: (GraphitePoint) -> Void
    ) {
        var lost: [GraphiteLoss: Int] = [:]
        registry.drain { family in
            family.forEachSeries { series in
                guard let path = GraphitePath(family.name, labels: series.labels, prefix: prefix, as: labels) else {
                    lost[.unnamed, default: 0] += 1
                    return
                }
                if case .samples(let samples) = series.value, samples.dropped > 0 {
                    lost[.samples, default: 0] += Int(clamping: samples.dropped)
                }
                forEachValue(of: series) { suffix, value in
                    if value.isFinite {
                        body(GraphitePoint(path: path.with(suffix), value: value))
                    } else {
                        lost[.notFinite, default: 0] += 1
                    }
                }
            }
        }
        losses.merge(lost, uniquingKeysWith: +)
    }

    /// The values of a series, each with what it adds to the name.
    private func forEachValue(of series: MetricSeries, _ body: (String, Double) -> Void) {
        switch series.value {
        case .counter(let sum):
            if series.isUpdated || repeatsCounters { body("", sum) }
        case .gauge(let value):
            if series.isUpdated || repeatsGauges { body("", value) }
        case .buckets, .sketch, .samples:
            guard let distribution = Distribution(series.value) else { return }
            for (suffix, quantile) in [(".p50", 0.5), (".p90", 0.9), (".p95", 0.95), (".p99", 0.99)] {
                body(suffix, distribution.quantile(quantile))
            }
            guard includesTotals else { return }
            body(".count", distribution.count)
            body(".sum", distribution.sum)
        }
    }
}

extension GraphiteEncoder.Output {
    fileprivate mutating func lose(_ reason: GraphiteLoss, _ count: Int) {
        if count > 0 { losses[reason, default: 0] += count }
    }
}
