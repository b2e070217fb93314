import Logging
import MartletHTTP
import Strings

extension App {
    /// Makes every value once and hands it on, from the inside out: service, endpoints, transport. Nothing runs yet.
    ///
    /// `main` and the tests build the same program.
    ///
    /// - Parameter peer: Another string service, which makes the capitals for this one.
    func build(
        logger: Logger,
        proxying peer: HTTPCaller? = nil,
        onListening: @escaping @Sendable (ServerAddress) -> Void = { _ in }
    ) -> HTTPServer {
        HTTPServer(
            buildRoutes(logger: logger, proxying: peer),
            on: httpAddr,
            configuration: .init {
                $0.threads = workers.map { .count($0) } ?? .available
                $0.onListening = onListening
                $0.propagation = HTTPPropagation(metadataFields: ["x-user"])
            },
            logger: logger
        )
    }

    /// Everything but the socket.
    func buildRoutes(logger: Logger, proxying peer: HTTPCaller? = nil) -> HTTPRoutes {
        let counts = CallCounts()
        guard let peer else { return routes(of: BasicStringService(), counts, logger) }
        let client = StringClient(peer, options: resilience.client)
        return routes(of: BasicStringService().proxying(to: client), counts, logger)
    }

    private func routes(of service: some StringService, _ counts: CallCounts, _ logger: Logger) -> HTTPRoutes {
        let service =
            service
            .logging(to: logger)
            .counting(in: counts)

        return StringEndpoints(service, counts: counts, protection: resilience.protection).routes
    }
}
