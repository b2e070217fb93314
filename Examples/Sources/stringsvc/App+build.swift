import Logging
import MartletHTTP
import Strings

extension App {
    /// Makes every value once and hands it on, from the inside out: service, endpoints, transport. Nothing runs yet.
    ///
    /// `main` and the tests build the same program.
    func build(
        logger: Logger,
        onListening: @escaping @Sendable (ServerAddress) -> Void = { _ in }
    ) -> HTTPServer {
        HTTPServer(
            buildRoutes(logger: logger),
            on: httpAddr,
            configuration: .init {
                $0.threads = workers.map { .count($0) } ?? .available
                $0.onListening = onListening
            },
            logger: logger
        )
    }

    /// Everything but the socket.
    func buildRoutes(logger: Logger) -> HTTPRoutes {
        let counts = CallCounts()
        let service = BasicStringService()
            .logging(to: logger)
            .counting(in: counts)

        return StringEndpoints(service, counts: counts).routes
    }
}
