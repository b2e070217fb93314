import Logging
import MartletHTTP
import Profiles
import ProfilesSQLite

extension App {
    /// Makes every value once and hands it on, from the inside out: store, service, endpoints, transport. Nothing runs yet.
    ///
    /// `main` and the tests build the same program.
    func build(
        logger: Logger,
        onListening: @escaping @Sendable (ServerAddress) -> Void = { _ in }
    ) throws -> HTTPServer {
        HTTPServer(
            try buildRoutes(logger: logger),
            on: httpAddr,
            configuration: .init {
                $0.threads = workers.map { .count($0) } ?? .available
                $0.onListening = onListening
            },
            logger: logger
        )
    }

    /// Everything but the socket.
    func buildRoutes(logger: Logger) throws -> HTTPRoutes {
        let service = StoredProfileService(try buildStore())
            .logging(to: logger)

        return ProfileEndpoints(service).routes
    }

    private func buildStore() throws -> any ProfileStore {
        if let database { try SQLiteProfileStore(path: database) } else { MemoryProfileStore() }
    }
}
