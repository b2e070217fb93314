import Adding
import ArgumentParser
import Arguments
import MartletAdmin
import MartletHTTP
import Observing
import ServiceLifecycle
import UnixSignals

/// Go kit's add service: one service on every wire.
@main
struct App: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "addsvc",
        abstract: "Adds numbers and joins texts, over every wire that Martlet has."
    )

    @OptionGroup(title: "Addresses")
    var addresses: Addresses

    @OptionGroup(title: "Thrift")
    var thrift: ThriftOptions

    @OptionGroup(title: "Resilience")
    var protection: ProtectionOptions

    @OptionGroup(title: "Observability")
    var observability: ObservabilityOptions

    func run() async throws {
        let transport = NIOHTTPTransport()
        let observability = Observability(
            of: "addsvc",
            observability,
            metrics: .prometheus,
            transport: transport
        )
        let endpoints = buildEndpoints(observability)
        let readiness = Readiness()
        let admin = observability.adminServer(on: addresses.debugAddr, endpoints.outlines, readiness)

        // Runs until Ctrl-C or TERM; then the service is not ready any more, the calls in flight are answered on every
        // wire, and last of all what is left to be told is told.
        let services: [any Service] = [transport] + observability.services
        try await ServiceGroup(
            services: services + [admin, servers(of: endpoints, observability), readiness],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: observability.logger
        ).run()
    }
}
