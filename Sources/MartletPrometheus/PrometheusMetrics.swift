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
/// The page is text in the format 0.0.4, or OpenMetrics 1.0 for whoever asks for it, as Prometheus does, and is compressed
/// with gzip for whoever takes that. It is rendered as it is read: scraping many series takes no memory for them, and nothing
/// that counts waits for it.
///
/// A name becomes one of Prometheus: `rpc.server.call.duration` is `rpc_server_call_duration_seconds`, and the counter
/// `requests` is `requests_total` (``PrometheusNames``). Histograms and timers have buckets unless they are described otherwise.
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
        self.configuration = configuration
        registry = MetricsRegistry(configuration.registry, logger: logger)
    }

    /// Says what a metric is about and how its values are kept, before it is made for the first time.
    ///
    /// - Parameters:
    ///   - label: The label of the metric, as it is given to swift-metrics.
    ///   - help: What it is about; the `HELP` line.
    ///   - distribution: Buckets of its own, or quantiles.
    public func describe(_ label: String, help: String? = nil, distribution: DistributionAggregation? = nil) {
        registry.describe(label, help: help, distribution: distribution)
    }

    /// The page, in the format and the encoding that the asker prefers.
    public func page(accept: String?, acceptEncoding: String?) -> MetricsPage {
        let format = PrometheusFormat.preferred(by: accept)
        let isCompressed = ContentPreference(acceptEncoding).accepts("gzip")
        return MetricsPage(contentType: format.contentType, contentEncoding: isCompressed ? "gzip" : nil) {
            [registry, configuration] in
            var renderer = PageRenderer(registry, format: format, configuration: configuration)
            guard isCompressed, var compressor = PageCompressor() else { return { renderer.next() } }
            return { compressor.next { renderer.next() } }
        }
    }
}
