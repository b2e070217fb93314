import MartletMetrics

/// Writes the lines of one metric.
struct FamilyWriter {
    private let family: MetricFamily
    private let format: PrometheusFormat
    private let quantiles: [Double]
    private var isDescribed = false

    init(_ family: MetricFamily, _ format: PrometheusFormat, _ configuration: PrometheusMetrics.Configuration) {
        self.family = family
        self.format = format
        quantiles = configuration.quantiles.sorted()
    }

    mutating func write(_ series: MetricSeries, to output: inout PageBuffer) {
        if !isDescribed {
            describe(series.value, to: &output)
            isDescribed = true
        }
        switch series.value {
        case .counter(let value), .gauge(let value):
            line(family.name, series.labels, value: value, to: &output)
        case .buckets(let distribution):
            write(distribution, series.labels, to: &output)
        case .sketch(let sketch):
            write(sketch, series.labels, to: &output)
        case .samples(let samples):
            sumAndCount(
                samples.values.reduce(0, +),
                UInt64(samples.values.count),
                series.labels,
                to: &output
            )
        }
    }

    // MARK: Description

    private func describe(_ value: MetricValue, to output: inout PageBuffer) {
        let (name, type) = nameAndType(value)
        if format == .text { describeHelp(name, to: &output) }
        output.append("# TYPE ")
        output.append(name)
        output.append(" \(type)\n")
        guard format == .openMetrics else { return }
        if let unit = family.unit, name.hasSuffix("_" + unit) {
            output.append("# UNIT \(name) \(unit)\n")
        }
        describeHelp(name, to: &output)
    }

    private func describeHelp(_ name: String, to output: inout PageBuffer) {
        guard let help = family.help else { return }
        output.append("# HELP ")
        output.append(name)
        output.append(" ")
        // Quotes are escaped in OpenMetrics only.
        output.append(escaping: help, quotes: format == .openMetrics)
        output.append("\n")
    }

    /// In OpenMetrics a counter is described without the suffix that its line has, and one without it is no counter.
    private func nameAndType(_ value: MetricValue) -> (name: String, type: String) {
        switch value {
        case .counter:
            guard format == .openMetrics else { return (family.name, "counter") }
            guard family.name.hasSuffix("_total") else { return (family.name, "unknown") }
            return (String(family.name.dropLast("_total".count)), "counter")
        case .gauge: return (family.name, "gauge")
        case .buckets: return (family.name, "histogram")
        case .sketch, .samples: return (family.name, "summary")
        }
    }

    // MARK: Lines

    private func line(
        _ name: String,
        _ labels: [MetricLabel],
        extra: (name: String, value: String)? = nil,
        value: Double,
        exemplar: MetricExemplar? = nil,
        to output: inout PageBuffer
    ) {
        output.append(name)
        output.append(labels: labels, extra: extra)
        output.append(UInt8(ascii: " "))
        output.append(number: value)
        if format == .openMetrics, let exemplar { write(exemplar, to: &output) }
        output.append(UInt8(ascii: "\n"))
    }

    private func write(_ distribution: BucketedDistribution, _ labels: [MetricLabel], to output: inout PageBuffer) {
        let name = family.name + "_bucket"
        var count: UInt64 = 0
        for (index, bucketCount) in distribution.counts.enumerated() {
            count += bucketCount
            let bound = index < distribution.upperBounds.count ? distribution.upperBounds[index] : .infinity
            line(
                name,
                labels,
                extra: ("le", bucketBound(bound)),
                value: Double(count),
                exemplar: index < distribution.exemplars.count ? distribution.exemplars[index] : nil,
                to: &output
            )
        }
        sumAndCount(distribution.sum, count, labels, to: &output)
    }

    private func write(_ sketch: QuantileSketch, _ labels: [MetricLabel], to output: inout PageBuffer) {
        for quantile in quantiles {
            line(
                family.name,
                labels,
                extra: ("quantile", bucketBound(quantile)),
                value: sketch.quantile(quantile) ?? .nan,
                to: &output
            )
        }
        sumAndCount(sketch.total?.sum ?? sketch.sum, sketch.total?.count ?? sketch.count, labels, to: &output)
    }

    private func sumAndCount(_ sum: Double, _ count: UInt64, _ labels: [MetricLabel], to output: inout PageBuffer) {
        line(family.name + "_sum", labels, value: sum, to: &output)
        line(family.name + "_count", labels, value: Double(count), to: &output)
    }

    /// Bounds are text to Prometheus. OpenMetrics wants `1.0` where the text format has always had `1`.
    private func bucketBound(_ bound: Double) -> String {
        if bound.isInfinite { return "+Inf" }
        let isWhole = bound == bound.rounded() && abs(bound) < 1e15
        return isWhole && format == .text ? "\(Int64(bound))" : "\(bound)"
    }

    /// What identifies a trace may have 128 characters; a longer one is left out.
    private func write(_ exemplar: MetricExemplar, to output: inout PageBuffer) {
        let length = exemplar.labels.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
        guard length <= 128 else { return }
        output.append(" # ")
        if exemplar.labels.isEmpty { output.append("{}") } else { output.append(labels: exemplar.labels) }
        output.append(UInt8(ascii: " "))
        output.append(number: exemplar.value)
        let milliseconds = exemplar.time / 1_000_000
        let fraction = "\(milliseconds % 1_000)"
        let zeros = String(repeating: "0", count: max(0, 3 - fraction.count))
        output.append(" \(milliseconds / 1_000).\(zeros)\(fraction)")
    }
}
