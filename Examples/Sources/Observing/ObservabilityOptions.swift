public import ArgumentParser
import Arguments
import Logging

/// The flags that make the service tell what it does.
public struct ObservabilityOptions: ParsableArguments {
    /// Makes the flags.
    public init() {}

    @Option(help: "What is logged.")
    var logLevel = Logger.Level.info

    @Option(help: "How lines of the log look: logfmt or json. In colours when they go to a terminal.")
    var logFormat = LogFormatName.logfmt

    @Option(help: "A file for the log, instead of standard error; SIGHUP opens it again.")
    var logFile: String?

    @Flag(help: "Log a line for each request.")
    var accessLog = false

    @Option(
        help: "Where metrics go: prometheus (a page of the admin port), statsd://HOST:PORT or dogstatsd://HOST:PORT."
    )
    var metrics: MetricsDestination?

    @Option(help: "Where spans go: otlp, otlp=http://HOST:PORT, zipkin or zipkin=http://HOST:PORT/PATH.")
    var trace: TraceDestination?
}

/// How lines of the log look.
enum LogFormatName: String, ExpressibleByArgument, CaseIterable {
    case logfmt, json
}
