import ArgumentParser
import Arguments
import Logging
import MartletHTTP
import Registries
import ServiceLifecycle
import UnixSignals

/// Go kit's API gateway: one address for the services behind it, wherever they are.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apigateway",
        abstract: "Routes /stringsvc and /profilesvc to the instances of these services."
    )

    @Option(help: "Where to listen; \":8000\" is port 8000 of every network, port 0 a free one.")
    var httpAddr = ServerAddress.hostname("127.0.0.1", port: 8000)

    @OptionGroup(title: "Discovery")
    var discovery: DiscoveryOptions

    @Option(help: "How often a call is tried, each time on another instance.")
    var attempts = 3

    @Option(help: "The milliseconds that a call has for all its attempts.")
    var timeout = 2_000

    @Option(help: "How many threads serve connections. (default: as many as there are processors)")
    var workers: Int?

    @Option(help: "What is logged, to standard error.")
    var logLevel = Logger.Level.info

    func validate() throws {
        guard (1...1024).contains(workers ?? 1) else { throw ValidationError("--workers takes 1 to 1024") }
        guard (1...100).contains(attempts) else { throw ValidationError("--attempts takes 1 to 100") }
        guard (1...3_600_000).contains(timeout) else { throw ValidationError("--timeout takes 1 to 3600000") }
    }

    func run() async throws {
        var logger = Logger(label: "apigateway") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel

        let transport = NIOHTTPTransport()
        let finder = try discovery.finder(logger: logger)
        let server = build(finder.instances, over: transport, logger: logger)
        // Runs until Ctrl-C or TERM; then the requests in flight are answered before anything that they need ends.
        try await ServiceGroup(
            services: [transport] + finder.services + [server],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: logger
        ).run()
    }
}
