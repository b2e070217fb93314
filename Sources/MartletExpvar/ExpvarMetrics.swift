public import Logging
import MartletJSON
public import MartletMetrics

/// Shows metrics as JSON, in the layout of Go's `/debug/vars`, for people, for scripts, and for whatever reads Go's
/// expvar.
///
/// It is a factory for swift-metrics and a page for the admin port:
///
/// ```swift
/// let metrics = ExpvarMetrics(variables: [ExpvarVariable("version") { "1.4.2" }], logger: logger)
/// let requests = Counter(label: "requests", factory: metrics)
/// ```
///
/// ```
/// {
/// "cmdline": ["/usr/bin/stringsvc","--log-format=json"],
/// "latency.p50": 0.0021,
/// "latency.p90": 0.0034,
/// "latency.p95": 0.0041,
/// "latency.p99": 0.0123,
/// "memstats": {"Alloc":2183168,"Sys":19529728,…},
/// "requests": 60,
/// "version": "1.4.2"
/// }
/// ```
///
/// Counters and gauges are numbers, since the start of the process; a recorder or timer is four numbers, its
/// quantiles, which are 0 before the first value. A series with labels has them in its name:
/// `requests{code=200,method=GET}`. Each exporter has a registry of its own, and making the same metric twice gives
/// the same metric.
///
/// Use Prometheus where metrics are collected by a system: this page has no types, no units and no buckets to add up.
///
/// The page shows the command line. Pass another one where it holds a secret.
public struct ExpvarMetrics: RegistryBackedMetricsFactory, MetricsExposition {
    private static let quantiles = [(".p50", 0.5), (".p90", 0.9), (".p95", 0.95), (".p99", 0.99)]

    /// About how many bytes of the page are made at a time.
    private static let partSize = 16 * 1_024

    /// Where the metrics are kept.
    public let registry: MetricsRegistry

    private let variables: [ExpvarVariable]
    private let commandLine: [String]
    private let memory: @Sendable () -> MemoryStatistics

    /// Makes an exporter.
    ///
    /// - Parameters:
    ///   - variables: Values of your own. Of several with one name, the first is shown; it also hides a metric of
    ///     that name.
    ///   - commandLine: What is shown as `cmdline`.
    ///   - configuration: How series are kept.
    ///   - logger: Where the registry warns of too many series.
    public init(
        variables: [ExpvarVariable] = [],
        commandLine: [String] = CommandLine.arguments,
        configuration: MetricsRegistry.Configuration = MetricsRegistry.Configuration(),
        logger: Logger? = nil
    ) {
        self.init(variables, commandLine, configuration, logger, MemoryStatistics.current)
    }

    init(
        _ variables: [ExpvarVariable],
        _ commandLine: [String],
        _ configuration: MetricsRegistry.Configuration,
        _ logger: Logger?,
        _ memory: @escaping @Sendable () -> MemoryStatistics
    ) {
        registry = MetricsRegistry(configuration, logger: logger)
        self.variables = variables
        self.commandLine = commandLine
        self.memory = memory
    }

    /// The page of this moment.
    ///
    /// - Parameters:
    ///   - accept: Is not looked at: there is one form.
    ///   - acceptEncoding: Is not looked at: the page is not compressed.
    public func page(accept: String? = nil, acceptEncoding: String? = nil) -> MetricsPage {
        let entries = entries()
        return MetricsPage(contentType: "application/json; charset=utf-8") {
            var next: Int? = 0
            return {
                guard let first = next else { return nil }
                let part = entries.part(from: first, size: Self.partSize)
                next = part.next
                return part.bytes
            }
        }
    }

    private func entries() -> ExpvarEntries {
        var entries = ExpvarEntries()
        entries.append("cmdline", .json(Self.json(commandLine)))
        entries.append("memstats", .json(Self.json(memory())))
        for variable in variables { entries.append(variable.name, .json(variable.json())) }
        registry.collect { family in
            family.forEachSeries { series in
                append(series, named: family.name, to: &entries)
            }
        }
        entries.sort()
        return entries
    }

    private func append(_ series: MetricSeries, named name: String, to entries: inout ExpvarEntries) {
        let labels = series.labels.map { ($0.name, $0.value) }
        switch series.value {
        case .counter(let value), .gauge(let value):
            entries.append(SeriesName.make(name, labels: labels), .number(value))
        default:
            guard let distribution = MetricDistribution(series.value) else { return }
            for (suffix, quantile) in Self.quantiles {
                let value = distribution.quantile(quantile) ?? 0
                entries.append(SeriesName.make(name, labels: labels, suffix: suffix), .number(value))
            }
        }
    }

    private static func json(_ texts: [String]) -> [UInt8] {
        var json = [UInt8(ascii: "[")]
        for (index, text) in texts.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            GoFormat.append(quoted: text, to: &json)
        }
        json.append(UInt8(ascii: "]"))
        return json
    }

    private static func json(_ statistics: MemoryStatistics) -> [UInt8] {
        let members = statistics.fields.map { "\"\($0.name)\":\($0.value)" }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }
}
