import MartletMetrics

/// Turns the values of an interval into requests.
struct CloudWatchEncoder: Sendable {
    let namespace: String
    var distribution = CloudWatchDistribution.percentiles()
    var repeatsGauges = true
    var timerUnit: String? = "Seconds"
    var storageResolution: Int?
    var maximumData = 20
    var maximumBytes = CloudWatchLimits.maximumRequestBytes

    init(namespace: String) {
        self.namespace = namespace
    }

    init(namespace: String, _ configuration: CloudWatchMetrics.Configuration) {
        self.namespace = namespace
        distribution = configuration.distribution
        repeatsGauges = configuration.repeatsGauges
        timerUnit = CloudWatchUnit.name(configuration.registry.timerUnit.description)
        storageResolution = configuration.isHighResolution ? 1 : nil
        maximumData = configuration.maximumDataPerRequest
        maximumBytes = configuration.maximumBytes
    }

    /// Takes the values out of a registry.
    ///
    /// - Parameters:
    ///   - time: The time of all of them, in nanoseconds since 1970.
    ///   - losses: Counts what CloudWatch would not take.
    func encode(_ registry: MetricsRegistry, at time: Int64, losses: Losses) -> [PutMetricData.Batch] {
        var request = PutMetricData(
            namespace: namespace,
            timestamp: CalendarTime(nanoseconds: time).extended,
            storageResolution: storageResolution,
            maximumData: maximumData,
            maximumBytes: maximumBytes
        )
        var lost = 0
        registry.drain { family in
            family.forEachSeries { series in
                lost += series.value.droppedSamples
                for datum in data(of: series, in: family, lost: &lost) { request.append(datum) }
            }
        }
        losses.count(lost + request.refused)
        return request.finish()
    }

    private func data(of series: MetricSeries, in family: MetricFamily, lost: inout Int) -> [CloudWatchDatum] {
        let contents = contents(of: series, lost: &lost)
        guard !contents.isEmpty else { return [] }
        let unit = family.unit.flatMap { CloudWatchUnit.name($0) } ?? (family.kind == .timer ? timerUnit : nil)
        let dimensions = dimensions(series.labels, lost: &lost)
        return contents.compactMap { suffix, content in
            // The suffix must survive the limit of the length.
            guard let name = CloudWatchLimits.name(family.name, suffix: suffix) else {
                lost += 1
                return nil
            }
            return CloudWatchDatum(name: name, dimensions: dimensions, unit: unit, content: content)
        }
    }

    /// The labels in their order, without empty ones, and no more than CloudWatch takes.
    private func dimensions(_ labels: [MetricLabel], lost: inout Int) -> [CloudWatchDatum.Dimension] {
        let dimensions = labels.compactMap { label -> CloudWatchDatum.Dimension? in
            guard let name = CloudWatchLimits.name(label.name), let value = CloudWatchLimits.dimensionValue(label.value)
            else { return nil }
            return CloudWatchDatum.Dimension(name: name, value: value)
        }
        return Array(dimensions.prefix(CloudWatchLimits.maximumDimensions))
    }

    /// What is sent of a series, and how the names of the data end.
    private func contents(
        of series: MetricSeries,
        lost: inout Int
    ) -> [(suffix: String, content: CloudWatchDatum.Content)] {
        switch series.value {
        case .counter(let number), .gauge(let number):
            let isDue: Bool
            if case .gauge = series.value, repeatsGauges { isDue = true } else { isDue = series.isUpdated }
            guard isDue else { return [] }
            guard let value = CloudWatchLimits.value(number) else {
                lost += 1
                return []
            }
            return [("", .value(value))]
        default:
            guard let distribution = Distribution(series.value), distribution.count > 0 else { return [] }
            let contents = contents(of: distribution)
            if contents.isEmpty { lost += 1 }
            return contents
        }
    }

    private func contents(of distribution: Distribution) -> [(suffix: String, content: CloudWatchDatum.Content)] {
        switch self.distribution.form {
        case .percentiles(let quantiles):
            return quantiles.compactMap { quantile in
                let value = distribution.quantile(quantile).flatMap(CloudWatchLimits.value)
                return value.map { (PercentileName.suffix(quantile), .value($0)) }
            }
        case .statisticSet:
            guard let set = distribution.statistics else { return [] }
            return [("", .statistics(set))]
        case .values:
            let pairs = distribution.pairs.compactMap { pair in
                CloudWatchLimits.value(pair.value).map { (value: $0, count: pair.count) }
            }
            let distinct = DistinctValues(pairs)
            return distinct.values.isEmpty ? [] : [("", .values(distinct.values, counts: distinct.counts))]
        }
    }
}
