import ArgumentParser
import Arguments
import Logging
import MartletHTTP
import Registries
import ServiceLifecycle
import UnixSignals

/// Go kit's profile service: profiles and their addresses as resources, in memory or in a database.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profilesvc",
        abstract: "Keeps profiles and their addresses, over HTTP."
    )

    @Option(help: "Where to listen; \":8080\" is port 8080 of every network, port 0 a free one.")
    var httpAddr = ServerAddress.hostname("127.0.0.1", port: 8080)

    @Option(help: ArgumentHelp("Where profiles are kept; in memory without it.", valueName: "file"))
    var database: String?

    @Option(help: "How many threads serve connections. (default: as many as there are processors)")
    var workers: Int?

    @OptionGroup(title: "Registry")
    var announcement: AnnouncementOptions

    @Option(help: "What is logged, to standard error.")
    var logLevel = Logger.Level.info

    func validate() throws {
        guard (1...1024).contains(workers ?? 1) else { throw ValidationError("--workers takes 1 to 1024") }
    }

    func run() async throws {
        var logger = Logger(label: "profilesvc") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel

        let announcement = try announcement.announcement(of: "profilesvc", logger: logger)
        let server = try build(logger: logger) { announcement?.announce($0) }

        // Runs until Ctrl-C or TERM; then the service leaves the registry, and the requests in flight are answered.
        try await ServiceGroup(
            services: (announcement?.clients ?? []) + [server] + (announcement.map { [$0.service] } ?? []),
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: logger
        ).run()
    }
}
