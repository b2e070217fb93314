import Logging
import MartletHTTP
import Observing
import Strings

extension App {
    /// Makes every value once and hands it on, from the inside out: service, endpoints, transport. Nothing runs yet.
    ///
    /// `main` and the tests build the same program.
    func build(
        _ endpoints: StringEndpoints,
        logger: Logger,
        observability: HTTPServerObservability = HTTPServerObservability(),
        onListening: @escaping @Sendable (ServerAddress) -> Void = { _ in }
    ) -> HTTPServer {
        HTTPServer(
            endpoints.routes,
            on: httpAddr,
            configuration: .init {
                $0.threads = workers.map { .count($0) } ?? .available
                $0.onListening = onListening
                $0.propagation = HTTPPropagation(metadataFields: ["x-user"])
                $0.observability = observability
            },
            logger: logger
        )
    }

    /// Everything but the transport.
    ///
    /// - Parameter peer: Another string service, which makes the capitals for this one.
    func buildEndpoints(
        logger: Logger,
        observation: CallObservation = CallObservation(),
        proxying peer: HTTPCaller? = nil
    ) -> StringEndpoints {
        guard let peer else { return endpoints(of: BasicStringService(), logger, observation) }
        let client = StringClient(peer, options: resilience.client)
        return endpoints(of: BasicStringService().proxying(to: client), logger, observation)
    }

    private func endpoints(
        of service: some StringService,
        _ logger: Logger,
        _ observation: CallObservation
    ) -> StringEndpoints {
        let counts = CallCounts()
        let service =
            service
            .logging(to: logger)
            .counting(in: counts)
        return StringEndpoints(
            service,
            counts: counts,
            protection: resilience.protection,
            observation: observation
        )
    }
}
