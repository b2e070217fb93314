import Logging
import Martlet
import MartletDiscovery
import MartletHTTP
import Profiles
import ProfilesClient
import Strings

extension App {
    /// Makes every value once and hands it on. Nothing runs yet.
    ///
    /// `main` and the tests build the same program.
    ///
    /// - Parameters:
    ///   - instances: Finds the instances of a service.
    ///   - transport: Calls them.
    func build(
        _ instances: (_ service: String) -> Instances,
        over transport: some HTTPTransport,
        logger: Logger,
        onListening: @escaping @Sendable (ServerAddress) -> Void = { _ in }
    ) -> HTTPServer {
        HTTPServer(
            buildRoutes(instances, over: transport, logger: logger),
            on: httpAddr,
            configuration: .init {
                $0.threads = workers.map { .count($0) } ?? .available
                $0.onListening = onListening
            },
            logger: logger
        )
    }

    /// Everything but the socket: a client of each service, served again under a prefix.
    func buildRoutes(
        _ instances: (_ service: String) -> Instances,
        over transport: some HTTPTransport,
        logger: Logger
    ) -> HTTPRoutes {
        let traffic = Traffic(transport)
        let http = HTTPCaller(traffic)

        // What the client library of a service gives is called like the service itself, and served like it.
        let profiles = ProfileClient(balancing: instances("profilesvc"), options: resilience) {
            http.at("http://\($0.address)")
        }
        let strings = StringClient(balancing: instances("stringsvc"), options: resilience) {
            http.at("http://\($0.address)")
        }
        return HTTPRoutes {
            HTTPRoutes("/profilesvc") { ProfileEndpoints(profiles).routes }
            HTTPRoutes("/stringsvc") { strings.routes }
            Route(.get, "/stats", to: traffic.stats)
        }
        .errorEncoder { error, response in
            response.encode(error)
            // As the service has answered it, where that is not the usual status for the code.
            if let answer = Status(error).underlying as? FailedAnswer { response.status = answer.status }
        }
    }

    /// What keeps the calls safe. There is no breaker: an instance that fails is left out, and the others go on.
    private var resilience: ClientResilience {
        .client {
            $0.timeout = .milliseconds(timeout)
            $0.backoff = .exponential(attempts: attempts)
            $0.breaker = nil
        }
    }
}
