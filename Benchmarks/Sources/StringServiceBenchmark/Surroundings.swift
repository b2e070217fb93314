import Logging
import Martlet
import MartletLogging
import MartletPrometheus

/// What the Go program has around its endpoints with `-mode full`: requests logged to a file, Prometheus metrics, a
/// breaker, a rate limit, in that order.
struct Surroundings: MiddlewareStack {
    let writer: BufferedLogWriter
    private let logger: Logger
    private let prometheus = PrometheusMetrics()

    init(log path: String) {
        let writer = BufferedLogWriter(.file(path))
        self.writer = writer
        logger = Logger(label: "string-service") { LineLogHandler(label: $0, writer: writer, level: .info) }
    }

    func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        endpoint.with(
            Instrumentation(prometheus),
            RequestLogging(logger),
            CircuitBreaker(),
            RateLimit(.perSecond(1_000_000), burst: 1_000_000)
        )
    }
}
