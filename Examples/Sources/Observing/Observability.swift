public import Logging
public import Martlet
public import MartletAdmin
public import MartletHTTP
import MartletLogging
public import MartletMetrics
import MartletOTLP
public import MartletPrometheus
import MartletStatsD
import MartletTracing
import MartletZipkin
public import ServiceLifecycle

/// Logs, metrics and traces of the program, made once from its flags.
public struct Observability {
    /// Where all of the program logs. Another one may be put in its place before anything is made with it.
    public var logger: Logger

    /// The page of metrics, if there is one.
    public private(set) var prometheus: PrometheusMetrics?

    /// Where metrics go, if anywhere.
    public private(set) var metrics: (any RegistryBackedMetricsFactory)?

    /// What must run for it, before the server in a group: so it ends after it, with the last lines and spans.
    public private(set) var services: [any Service] = []

    private var tracer: SamplingTracer?
    private let name: String
    private let levels: LogLevels
    private let options: ObservabilityOptions

    /// Makes it.
    ///
    /// - Parameters:
    ///   - name: What the program is called in what it tells.
    ///   - options: The flags.
    ///   - metrics: Where metrics go unless a flag says otherwise.
    ///   - transport: Carries spans.
    public init(
        of name: String,
        _ options: ObservabilityOptions,
        metrics: MetricsDestination? = nil,
        transport: some HTTPTransport
    ) {
        self.name = name
        self.options = options
        let writer = options.logFile.map { BufferedLogWriter(.file($0)) } ?? BufferedLogWriter(.standardError)
        let levels = LogLevels(options.logLevel)
        self.levels = levels
        let format = Self.format(options)
        logger = Logger(label: name) {
            LineLogHandler(
                label: $0,
                format: format,
                writer: writer,
                levels: levels,
                metadataProvider: .traceContext
            )
        }
        services = [writer, ReopenOnSignal(writer)]
        setMetrics(options.metrics ?? metrics)
        setTracer(transport)
    }

    private static func format(_ options: ObservabilityOptions) -> LogFormat {
        let format: LogFormat = options.logFormat == .json ? .json : .logfmt
        return options.logFile == nil ? format.colored(.onTerminal(.error)) : format
    }

    private mutating func setMetrics(_ destination: MetricsDestination?) {
        switch destination {
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
        let resource = TelemetryResource(serviceName: name)
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
    public var ofCalls: CallObservation {
        var observation = CallObservation()
        observation.metrics = metrics
        observation.tracer = tracer
        return observation
    }

    /// What is told of requests.
    public var ofRequests: HTTPServerObservability {
        var observability = HTTPServerObservability()
        if options.accessLog { observability.accessLog = HTTPAccessLog(logger) }
        observability.metrics = metrics
        observability.tracer = tracer
        return observability
    }

    /// What is told of requests to peers.
    public func ofPeers(_ transport: some HTTPTransport) -> any HTTPTransport {
        transport.observed {
            $0.metrics = metrics
            $0.tracer = tracer
        }
    }

    /// A port for whoever runs the program.
    ///
    /// - Parameters:
    ///   - address: Where it listens.
    ///   - endpoints: What it shows of the endpoints.
    ///   - readiness: Whether the program wants requests.
    public func adminServer(
        on address: ServerAddress,
        _ endpoints: [EndpointOutline],
        _ readiness: Readiness
    ) -> AdminServer {
        AdminServer(on: address, logger: logger) {
            $0.readiness = readiness
            $0.metrics = prometheus
            $0.logLevels = levels
            $0.endpoints = endpoints
            $0.version = AdminVersion(name: name, version: "1.0.0")
        }
    }
}
