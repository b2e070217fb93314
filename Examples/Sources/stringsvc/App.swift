import ArgumentParser
import Arguments
import Logging
import MartletAdmin
import MartletHTTP
import Observing
import Registries
import ServiceLifecycle
import Strings
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

    @Option(help: "Another string service, which makes the capitals for this one: http://127.0.0.1:8081.")
    var proxy: String?

    @OptionGroup(title: "Registry")
    var announcement: AnnouncementOptions

    @OptionGroup(title: "Observability")
    var observability: ObservabilityOptions

    @Option(help: "Where the admin port listens; with --metrics prometheus at 127.0.0.1:9090 unless it is given.")
    var adminAddr: ServerAddress?

    @OptionGroup(title: "Resilience")
    var resilience: ResilienceOptions

    func validate() throws {
        guard (1...1024).contains(workers ?? 1) else { throw ValidationError("--workers takes 1 to 1024") }
    }

    func run() async throws {
        let transport = NIOHTTPTransport()
        let observability = Observability(of: "stringsvc", observability, transport: transport)
        let readiness = Readiness()
        let endpoints = buildEndpoints(
            logger: observability.logger,
            observation: observability.ofCalls,
            proxying: proxy.map { HTTPCaller(observability.ofPeers(transport)).at($0) }
        )
        let announcement = try announcement.announcement(of: "stringsvc", logger: observability.logger)
        let server = build(
            endpoints,
            logger: observability.logger,
            observability: observability.ofRequests,
            onListening: { announcement?.announce($0) }
        )
        let usualAdmin = observability.prometheus == nil ? nil : ServerAddress.hostname("127.0.0.1", port: 9090)
        let admin = (adminAddr ?? usualAdmin).map { observability.adminServer(on: $0, endpoints.outlines, readiness) }

        // Runs until Ctrl-C or TERM; then the service is not ready any more and leaves the registry, the requests in flight
        // are answered, and last of all what is left to be told is told.
        var services: [any Service] = [transport] + observability.services
        if let admin { services.append(admin) }
        services += announcement?.clients ?? []
        services.append(server)
        if let announcement { services.append(announcement.service) }
        try await ServiceGroup(
            services: services + [readiness],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: observability.logger
        ).run()
    }
}
