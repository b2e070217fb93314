public import Logging
public import MartletMetrics

/// Metrics for Prometheus: a factory for swift-metrics, and the page that is scraped.
///
/// ```swift
/// let prometheus = PrometheusMetrics(logger: logger)
/// let requests = Counter(label: "requests", dimensions: [("path", "/")], factory: prometheus)
/// requests.increment()
/// // On the admin port: GET /metrics
/// let admin = AdminServer(logger: logger) { $0.metrics = prometheus }
/// ```
///
/// The page is text in the format 0.0.4, or OpenMetrics 1.0 for whoever asks for it, as Prometheus does, and is
/// compressed with gzip for whoever takes that. It is rendered as it is read: scraping many series takes no memory for
/// them, and nothing that counts waits for it. What it says of the process is read from `/proc` while it is rendered: a
/// few system calls of some ten microseconds, on the thread that renders.
///
/// A name becomes one of Prometheus: `rpc.server.call.duration` is `rpc_server_call_duration_seconds`, and the counter
/// `requests` is `requests_total` (``PrometheusNames``). Histograms and timers have buckets unless they are described
/// otherwise:
///
/// ```swift
/// prometheus.describe("query.duration", help: "Queries of the database.", distribution: .quantiles(over: .sliding()))
/// ```
///
/// With `registry.exemplar`, buckets carry the trace of their last value, in OpenMetrics.
///
/// Source: [exposition formats](https://prometheus.io/docs/instrumenting/exposition_formats/),
/// [OpenMetrics 1.0](https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md).
public final class PrometheusMetrics: RegistryBackedMetricsFactory, MetricsExposition {
    /// Where the metrics are kept.
    public let registry: MetricsRegistry

    private let configuration: Configuration

    /// Makes a registry and its page.
    ///
    /// - Parameters:
    ///   - configuration: Names, buckets, limits.
    ///   - logger: Where to warn about metrics that are not kept.
    public init(_ configuration: Configuration = Configuration(), logger: Logger? = nil) {
        var configuration = configuration
        configuration.registry.naming = configuration.names.naming(
            timerUnit: configuration.registry.timerUnit,
            reserved: configuration.includesProcessMetrics ? ProcessMetrics.names : []
        )
        configuration.registry.distribution = configuration.registry.distribution.withoutSamples
        self.configuration = configuration
        registry = MetricsRegistry(configuration.registry, logger: logger)
    }

    /// Says what a metric is about and how its values are kept, before it is made for the first time.
    ///
    /// - Parameters:
    ///   - label: The label of the metric, as it is given to swift-metrics.
    ///   - help: What it is about; the `HELP` line. Without it that line repeats the name.
    ///   - unit: The unit of its values, for OpenMetrics; it counts when the name ends with it.
    ///   - distribution: Buckets of its own, or quantiles; samples, which only a drain would empty, become quantiles of
    ///     the last ten minutes.
    public func describe(
        _ label: String,
        help: String? = nil,
        unit: String? = nil,
        distribution: DistributionAggregation? = nil
    ) {
        registry.describe(label, help: help, unit: unit, distribution: distribution?.withoutSamples)
    }

    /// The page, in the format and the encoding that the asker prefers.
    public func page(accept: String?, acceptEncoding: String?) -> MetricsPage {
        let format = PrometheusFormat.preferred(by: accept)
        // Made now, so that the page says that it is compressed only when it will be.
        let compressor = ContentPreference(acceptEncoding).accepts("gzip") ? PageCompressor() : nil
        return MetricsPage(contentType: format.contentType, contentEncoding: compressor == nil ? nil : "gzip") {
            [registry, configuration] in
            var renderer = PageRenderer(registry, format: format, configuration: configuration)
            guard let compressor else { return { renderer.next() } }
            return { compressor.next { renderer.next() } }
        }
    }
}
