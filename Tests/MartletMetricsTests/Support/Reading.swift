import InMemoryLogging
import Logging

@testable import MartletMetrics

extension MetricsRegistry {
    /// All series, by name and labels: `hits{path=/}`.
    func series(drains: Bool = false) -> [String: MetricSeries] {
        var found: [String: MetricSeries] = [:]
        func read(_ family: MetricFamily) {
            family.forEachSeries { series in
                let labels = series.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
                found[labels.isEmpty ? family.name : "\(family.name){\(labels)}"] = series
            }
        }
        if drains { drain(read) } else { collect(read) }
        return found
    }

    /// Counters and gauges as numbers, distributions as their counts.
    func numbers(drains: Bool = false) -> [String: Double] {
        series(drains: drains).mapValues(\.value.number)
    }
}

extension MetricValue {
    var number: Double {
        switch self {
        case .counter(let value), .gauge(let value): value
        case .buckets(let distribution): Double(distribution.count)
        case .sketch(let sketch): Double(sketch.count)
        case .samples(let samples): Double(samples.values.count)
        }
    }

    var buckets: BucketedDistribution? {
        if case .buckets(let distribution) = self { distribution } else { nil }
    }

    var sketch: QuantileSketch? {
        if case .sketch(let sketch) = self { sketch } else { nil }
    }

    var samples: SampledDistribution? {
        if case .samples(let samples) = self { samples } else { nil }
    }
}

/// A logger and what was logged.
struct Logs {
    private let handler = InMemoryLogHandler()

    var logger: Logger {
        Logger(label: "test") { [handler] _ in handler }
    }

    /// Level, text, and the metric that it is about.
    var lines: [String] {
        handler.entries.map { entry in
            let about = entry.metadata["metric"].map { " (\($0))" } ?? ""
            return "\(entry.level) \(entry.message)\(about)"
        }
    }

    var metadata: [Logger.Metadata] { handler.entries.map(\.metadata) }
}
