import Logging
import Martlet
import MartletAdmin
import MartletHTTP
import MartletLogging
import MartletMetrics
import MartletOTLP
import MartletPrometheus
import MartletStatsD
import MartletTracing
import MartletZipkin
import ServiceLifecycle
import Strings

/// Logs, metrics and traces of the program, made once from its flags.
struct Observability {
    let logger: Logger
    let levels: LogLevels
    private(set) var prometheus: PrometheusMetrics?
    private(set) var metrics: (any RegistryBackedMetricsFactory)?
    private(set) var tracer: SamplingTracer?

    /// What must run for it, before the server in a group: so it ends after it, with the last lines and spans.
    private(set) var services: [any Service] = []

    private let writer: BufferedLogWriter
    private let options: ObservabilityOptions

    init(_ options: ObservabilityOptions, transport: some HTTPTransport) {
        self.options = options
        let writer = options.logFile.map { BufferedLogWriter(.file($0)) } ?? BufferedLogWriter(.standardError)
        self.writer = writer
        let levels = LogLevels(options.logLevel)
        self.levels = levels
        let format = Self.format(options)
        logger = Logger(label: "stringsvc") {
            LineLogHandler(
                label: $0,
                format: format,
                writer: writer,
                levels: levels,
                metadataProvider: .traceContext
            )
        }
        services = [writer, ReopenOnSignal(writer)]
        setMetrics()
        setTracer(transport)
    }

    private static func format(_ options: ObservabilityOptions) -> LogFormat {
        let format: LogFormat = options.logFormat == .json ? .json : .logfmt
        return options.logFile == nil ? format.colored(.onTerminal(.error)) : format
    }

    private mutating func setMetrics() {
        switch options.metrics {
        case .prometheus:
            let prometheus = PrometheusMetrics(logger: logger)
            self.prometheus = prometheus
            metrics = prometheus
        case .statsD(let address, let dialect):
            let statsD = StatsDMetrics(to: address, dialect: dialect, logger: logger)
            metrics = statsD
            services.append(statsD)
        case nil:
            break
        }
    }

    private mutating func setTracer(_ transport: some HTTPTransport) {
        guard let destination = options.trace else { return }
        let resource = TelemetryResource(serviceName: "stringsvc")
        let batches: BatchSpanProcessor
        switch destination.kind {
        case .otlp:
            let configuration = OTLPConfiguration { if let url = destination.url { $0.endpoint = url } }
            batches = BatchSpanProcessor(
                exporter: OTLPExporter(resource: resource, over: transport, configuration: configuration),
                logger: logger,
                metrics: metrics
            )
        case .zipkin:
            let configuration = ZipkinConfiguration { if let url = destination.url { $0.endpoint = url } }
            batches = BatchSpanProcessor(
                exporter: ZipkinExporter(resource: resource, over: transport, configuration: configuration),
                logger: logger,
                metrics: metrics
            )
        }
        tracer = SamplingTracer(processor: batches, logger: logger, metrics: metrics)
        services.append(batches)
    }

    /// What is told of calls.
    var ofCalls: StringObservation {
        var observation = StringObservation()
        observation.metrics = metrics
        observation.tracer = tracer
        return observation
    }

    /// What is told of requests.
    var ofRequests: HTTPServerObservability {
        var observability = HTTPServerObservability()
        if options.accessLog { observability.accessLog = HTTPAccessLog(logger) }
        observability.metrics = metrics
        observability.tracer = tracer
        return observability
    }

    /// What is told of requests to peers.
    func ofPeers(_ transport: some HTTPTransport) -> any HTTPTransport {
        transport.observed {
            $0.metrics = metrics
            $0.tracer = tracer
        }
    }

    /// The admin port, if there is to be one.
    func adminServer(_ endpoints: [EndpointOutline], _ readiness: Readiness) -> AdminServer? {
        let usual = prometheus == nil ? nil : ServerAddress.hostname("127.0.0.1", port: 9090)
        guard let address = options.adminAddr ?? usual else { return nil }
        return AdminServer(on: address, logger: logger) {
            $0.readiness = readiness
            $0.metrics = prometheus
            $0.logLevels = levels
            $0.endpoints = endpoints
            $0.version = AdminVersion(name: "stringsvc", version: "1.0.0")
        }
    }
}
