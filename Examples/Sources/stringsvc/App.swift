import ArgumentParser
import Arguments
import Logging
import MartletHTTP
import ServiceLifecycle
import UnixSignals

/// Go kit's string service: text in capitals, and its length, over HTTP.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stringsvc",
        abstract: "Turns text into capitals and counts its bytes, over HTTP."
    )

    @Option(help: "Where to listen; \":8080\" is port 8080 of every network, port 0 a free one.")
    var httpAddr = ServerAddress.hostname("127.0.0.1", port: 8080)

    @Option(help: "How many threads serve connections. (default: as many as there are processors)")
    var workers: Int?

    @Option(help: "What is logged, to standard error.")
    var logLevel = Logger.Level.info

    @Option(help: "Another string service, which makes the capitals for this one: http://127.0.0.1:8081.")
    var proxy: String?

    @OptionGroup(title: "Resilience")
    var resilience: ResilienceOptions

    func validate() throws {
        guard (1...1024).contains(workers ?? 1) else { throw ValidationError("--workers takes 1 to 1024") }
    }

    func run() async throws {
        var logger = Logger(label: "stringsvc") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel

        // Runs until Ctrl-C or TERM; then the requests in flight are answered first.
        let transport = AsyncHTTPClientTransport()
        let server = build(logger: logger, proxying: proxy.map { HTTPCaller(transport).at($0) })
        try await ServiceGroup(
            services: [transport, server],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: logger
        ).run()
    }
}
