import MartletMetrics

/// Writes the lines of one metric.
struct FamilyWriter {
    private let family: MetricFamily
    private let format: PrometheusFormat
    private let quantiles: [Double]
    private var isDescribed = false

    /// `name_bucket` and so on, made once for all series.
    private let names: (plain: [UInt8], bucket: [UInt8], sum: [UInt8], count: [UInt8])

    /// The last part of each line with a bound or a quantile, such as `le="0.5"} `: all series of a metric have the
    /// same ones.
    private var bounds: [(value: Double, text: [UInt8])] = []

    /// The labels of the series that is being written.
    private var labels = PageBuffer(reserving: 256)

    init(_ family: MetricFamily, _ format: PrometheusFormat, _ configuration: PrometheusMetrics.Configuration) {
        self.family = family
        self.format = format
        quantiles = configuration.quantiles.filter { (0...1).contains($0) }.sorted()
        let name = family.name
        names = (Array(name.utf8), Array("\(name)_bucket".utf8), Array("\(name)_sum".utf8), Array("\(name)_count".utf8))
    }

    mutating func write(_ series: MetricSeries, to output: inout PageBuffer) {
        if !isDescribed {
            describe(series.value, to: &output)
            isDescribed = true
        }
        labels.removeAll()
        labels.append(labels: series.labels)
        switch series.value {
        case .counter(let value), .gauge(let value):
            line(names.plain, value, to: &output)
        case .buckets(let distribution):
            write(distribution, to: &output)
        case .sketch(let sketch):
            write(sketch, to: &output)
        case .samples(let samples):
            sumAndCount(samples.values.reduce(0, +), UInt64(samples.values.count), to: &output)
        }
    }

    // MARK: Description

    private func describe(_ value: MetricValue, to output: inout PageBuffer) {
        let (name, type) = nameAndType(value)
        if !format.isOpenMetrics { describeHelp(name, to: &output) }
        output.append("# TYPE \(name) \(type)\n")
        guard format.isOpenMetrics else { return }
        if let unit = family.unit, name.hasSuffix("_" + unit) {
            output.append("# UNIT \(name) \(unit)\n")
        }
        describeHelp(name, to: &output)
    }

    private func describeHelp(_ name: String, to output: inout PageBuffer) {
        output.append("# HELP \(name) ")
        // Quotes are escaped in OpenMetrics only.
        output.append(escaping: family.help ?? family.name, quotes: format.isOpenMetrics)
        output.append("\n")
    }

    /// In OpenMetrics a counter is described without the suffix that its line has, and one without it is no counter.
    private func nameAndType(_ value: MetricValue) -> (name: String, type: String) {
        switch value {
        case .counter:
            guard format.isOpenMetrics else { return (family.name, "counter") }
            guard let name = PrometheusNames.counterFamily(family.name) else { return (family.name, "unknown") }
            return (name, "counter")
        case .gauge: return (family.name, "gauge")
        case .buckets: return (family.name, "histogram")
        case .sketch, .samples: return (family.name, "summary")
        }
    }

    // MARK: Lines

    private func line(_ name: [UInt8], _ value: Double, to output: inout PageBuffer) {
        output.append(name)
        if !labels.bytes.isEmpty {
            output.append(UInt8(ascii: "{"))
            output.append(labels.bytes)
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: " "))
        output.append(number: value)
        output.append(UInt8(ascii: "\n"))
    }

    private func sumAndCount(_ sum: Double, _ count: UInt64, to output: inout PageBuffer) {
        line(names.sum, sum, to: &output)
        line(names.count, Double(count), to: &output)
    }

    private mutating func write(_ distribution: BucketedDistribution, to output: inout PageBuffer) {
        if bounds.isEmpty { bounds = (distribution.upperBounds + [.infinity]).map { ($0, text(of: $0, "le")) } }
        var count: UInt64 = 0
        for (index, bound) in bounds.enumerated() where index < distribution.counts.count {
            count &+= distribution.counts[index]
            begin(names.bucket, bound.text, to: &output)
            output.append(digits: count)
            if format.isOpenMetrics, index < distribution.exemplars.count, let exemplar = distribution.exemplars[index]
            {
                write(exemplar, to: &output)
            }
            output.append(UInt8(ascii: "\n"))
        }
        // OpenMetrics has no sum that may fall, and no count without a sum.
        let mayFall = distribution.sum < 0 || (distribution.upperBounds.first ?? 0) < 0
        if !(format.isOpenMetrics && mayFall) { sumAndCount(distribution.sum, count, to: &output) }
    }

    private mutating func write(_ sketch: QuantileSketch, to output: inout PageBuffer) {
        if bounds.isEmpty { bounds = quantiles.map { ($0, text(of: $0, "quantile")) } }
        for quantile in bounds {
            let value = sketch.quantile(quantile.value) ?? .nan
            // OpenMetrics has none below zero.
            if format.isOpenMetrics, value < 0 { continue }
            begin(names.plain, quantile.text, to: &output)
            output.append(number: value)
            output.append(UInt8(ascii: "\n"))
        }
        let sum = sketch.total?.sum ?? sketch.sum
        if !(format.isOpenMetrics && sum < 0) { line(names.sum, sum, to: &output) }
        line(names.count, Double(sketch.total?.count ?? sketch.count), to: &output)
    }

    private func begin(_ name: [UInt8], _ bound: [UInt8], to output: inout PageBuffer) {
        output.append(name)
        output.append(UInt8(ascii: "{"))
        if !labels.bytes.isEmpty {
            output.append(labels.bytes)
            output.append(UInt8(ascii: ","))
        }
        output.append(bound)
    }

    /// Bounds are text to Prometheus. OpenMetrics wants `1.0` where the text format has always had `1`.
    private func text(of bound: Double, _ label: String) -> [UInt8] {
        var text = PageBuffer()
        text.append("\(label)=\"")
        if format.isOpenMetrics, bound.isFinite { text.append("\(bound)") } else { text.append(number: bound) }
        text.append("\"} ")
        return text.bytes
    }

    /// What identifies a trace may have 128 characters and valid names; otherwise it is left out.
    private func write(_ exemplar: MetricExemplar, to output: inout PageBuffer) {
        let length = exemplar.labels.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count }
        guard length <= 128, exemplar.labels.allSatisfy({ PrometheusNames.isValid($0.name, colons: false) }) else {
            return
        }
        output.append(" # {")
        output.append(labels: exemplar.labels)
        output.append("} ")
        output.append(number: exemplar.value)
        let milliseconds = UInt64(max(exemplar.time, 0)) / 1_000_000
        output.append(UInt8(ascii: " "))
        output.append(digits: milliseconds / 1_000)
        output.append(UInt8(ascii: "."))
        output.append(digits: milliseconds % 1_000, width: 3)
    }
}
