import Logging
import Martlet
import MartletHTTP
import MartletLogging
import MartletPrometheus
import NIOCore

/// Requests of HTTP/1.1, from the bytes that a socket gives to the bytes that it gets.
enum HTTPPaths {
    static func make() throws -> [HotPath] {
        let prometheus = PrometheusMetrics()
        let logger = Logger(label: "ratchet") {
            LineLogHandler(label: $0, writer: DiscardingLogWriter(), level: .info)
        }
        let echo = Endpoint("echo") { (request: DirectText) in request }
        let suspending = Endpoint("echo") { (request: DirectText) async in request }
        let layers = suspending.with(
            Instrumentation(prometheus),
            RequestLogging(logger),
            CircuitBreaker(),
            RateLimit(.perSecond(1_000_000_000), burst: 1_000_000_000)
        )
        return [
            try path("http-request", echo),
            try path("http-request-suspending", suspending),
            try path("http-request-full", layers),
            try path("http-request-observed", echo) {
                $0.observability.accessLog = HTTPAccessLog(logger)
                $0.observability.metrics = prometheus
            },
        ]
    }

    private static func path(
        _ name: String,
        _ endpoint: Endpoint<DirectText, DirectText>,
        _ configure: (inout HTTPServer.Configuration) -> Void = { _ in }
    ) throws -> HotPath {
        let configuration = HTTPServer.Configuration(configure)
        let application = try HTTPApplication(
            HTTPRoutes { Route(.post, "/echo", to: endpoint) },
            propagation: configuration.propagation,
            observer: RequestObserver(configuration.observability),
            logger: Logger(label: "ratchet")
        )
        let connection = try ServedConnection(HTTPAcceptor(application, configuration: configuration))
        let request = ByteBuffer(
            string: "POST /echo HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\n"
                + "User-Agent: ratchet\r\nAccept: */*\r\nContent-Length: 20\r\n\r\n{\"s\":\"hello, world\"}"
        )
        return connection.path(name, answerByteCount: try connection.send(request)) { request }
    }
}
