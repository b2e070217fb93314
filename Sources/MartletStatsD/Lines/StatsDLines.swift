import MartletMetrics

/// The lines of an interval: counters first, then gauges, timings and histograms.
struct StatsDLines {
    private let options: StatsDEncoder
    private var counters = LineBuffer()
    private var gauges = LineBuffer()
    private var timings = LineBuffer()
    private var histograms = LineBuffer()
    private var losses: [StatsDLoss: Int] = [:]

    init(_ options: StatsDEncoder) {
        self.options = options
    }

    /// Adds the lines of a series.
    mutating func append(_ series: MetricSeries, name: String, kind: MetricKind) {
        guard let name = SeriesName(name, series.labels, options) else {
            lose(.unnamed)
            return
        }
        switch series.value {
        case .counter(let sum):
            if series.isUpdated { appendCounter(sum, name.with("")) }
        case .gauge(let value):
            if series.isUpdated || options.repeatsGauges { appendGauge(value, name.with("")) }
        case .samples(let samples):
            append(samples, name.with(""), as: options.type(of: name.name, kind: kind))
        case .sketch(let sketch):
            append(sketch, name)
        case .buckets(let buckets):
            guard buckets.count > 0 else { return }
            appendCounter(Double(buckets.count), name.with(".count"))
            appendCounter(buckets.sum, name.with(".sum"))
        }
    }

    /// All lines in datagrams, and then the reports.
    mutating func finish(reports: [[UInt8]]) -> StatsDEncoder.Output {
        var packer = DatagramPacker(maximumBytes: options.maximumBytes)
        for buffer in [counters, gauges, timings, histograms] { buffer.forEachGroup { packer.append($0) } }
        for report in reports { packer.append(report) }
        let datagrams = packer.finish()
        lose(.tooLong, packer.tooLong)
        return StatsDEncoder.Output(datagrams: datagrams, losses: losses)
    }

    // MARK: Kinds

    private mutating func appendCounter(_ sum: Double, _ name: StatsDName?) {
        guard let name, isFinite(sum) else { return }
        counters.write { Self.append(sum, name, "c", options.numbers, to: &$0) }
    }

    private mutating func appendGauge(_ value: Double, _ name: StatsDName?) {
        guard let name, isFinite(value) else { return }
        let numbers = options.numbers
        let needsReset = value < 0 && options.resetsNegativeGauges
        gauges.write { bytes in
            // A sign means "change by": from 0, changing by -5 is -5. Both lines are in one datagram, so that nobody
            // sees the 0.
            if needsReset { Self.append(0, name, "g", numbers, to: &bytes) }
            Self.append(value, name, "g", numbers, to: &bytes)
        }
    }

    private mutating func append(_ samples: SampledDistribution, _ name: StatsDName?, as type: StatsDType) {
        let values = samples.values.filter(\.isFinite)
        lose(.notFinite, samples.values.count - values.count)
        lose(.samples, Int(clamping: samples.dropped))
        guard let name, !values.isEmpty else { return }
        let tail = tail(of: name, type, rate: samples.effectiveRate)
        if type == .timing {
            timings.append(values, head: name.head, tail: tail, options)
        } else {
            histograms.append(values, head: name.head, tail: tail, options)
        }
    }

    /// Numbers that no server could make of a sketch by itself.
    private mutating func append(_ sketch: QuantileSketch, _ name: SeriesName) {
        guard sketch.count > 0 else { return }
        appendCounter(Double(sketch.count), name.with(".count"))
        appendCounter(sketch.sum, name.with(".sum"))
        for (suffix, quantile) in [(".p50", 0.5), (".p90", 0.9), (".p95", 0.95), (".p99", 0.99)] {
            guard let value = sketch.quantile(quantile) else { continue }
            appendGauge(value, name.with(suffix))
        }
    }

    // MARK: Text

    private static func append(
        _ value: Double,
        _ name: StatsDName,
        _ letters: String,
        _ numbers: StatsDNumberFormat,
        to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: name.head)
        bytes.append(UInt8(ascii: ":"))
        numbers.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "|"))
        bytes.append(contentsOf: letters.utf8)
        bytes.append(contentsOf: name.tags)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// What follows the values: `|ms|@0.1|#tags`.
    private func tail(of name: StatsDName, _ type: StatsDType, rate: Double) -> [UInt8] {
        var bytes = [UInt8(ascii: "|")]
        bytes.append(contentsOf: type.letters.rawValue.utf8)
        if rate < 1 {
            bytes.append(contentsOf: "|@".utf8)
            options.numbers.append(rate: rate, to: &bytes)
        }
        bytes.append(contentsOf: name.tags)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    // MARK: Losses

    private mutating func isFinite(_ value: Double) -> Bool {
        if !value.isFinite { lose(.notFinite) }
        return value.isFinite
    }

    private mutating func lose(_ reason: StatsDLoss, _ count: Int = 1) {
        if count > 0 { losses[reason, default: 0] += count }
    }
}

/// A series of which several names may be made.
private struct SeriesName {
    let name: String
    private let labels: [MetricLabel]
    private let options: StatsDEncoder

    init?(_ name: String, _ labels: [MetricLabel], _ options: StatsDEncoder) {
        guard !name.isEmpty else { return nil }
        self.name = name
        self.labels = labels
        self.options = options
    }

    func with(_ suffix: String) -> StatsDName? {
        StatsDName(name, suffix: suffix, labels: labels, prefix: options.prefix, dialect: options.dialect)
    }
}

extension LineBuffer {
    /// Writes a line for each value, or for as many as fit into one when values are packed: `head:1:2:3tail`.
    fileprivate mutating func append(_ values: [Double], head: [UInt8], tail: [UInt8], _ options: StatsDEncoder) {
        var rest = values[...]
        while !rest.isEmpty {
            write { line in
                let start = line.count
                line.append(contentsOf: head)
                var hasRoom = true
                repeat {
                    let end = line.count
                    line.append(UInt8(ascii: ":"))
                    options.numbers.append(rest[rest.startIndex], to: &line)
                    hasRoom = line.count - start + tail.count <= options.maximumBytes
                    if hasRoom || end - start == head.count {
                        rest.removeFirst()
                    } else {
                        line.removeSubrange(end...)
                    }
                } while options.packsValues && hasRoom && !rest.isEmpty
                line.append(contentsOf: tail)
            }
        }
    }
}

extension SampledDistribution {
    /// The part of all values that is here. What was above the limit counts as not sampled, so that a server that
    /// divides by the rate still counts right.
    fileprivate var effectiveRate: Double {
        guard dropped > 0 else { return rate }
        let kept = Double(values.count)
        return rate * kept / (kept + Double(dropped))
    }
}
