import Adding
import Arguments
import Logging
import MartletHTTP
import MartletNetRPC
import MartletThrift
import Observing
import ServiceLifecycle

extension App {
    /// The service with its middleware, and around it the endpoints with theirs. Nothing runs yet.
    func buildEndpoints(_ observability: Observability) -> AddEndpoints {
        let service = BasicAddService().logging(to: observability.logger)
        guard let metrics = observability.metrics else { return endpoints(of: service, observability) }
        return endpoints(of: service.counting(in: metrics), observability)
    }

    /// The endpoints of a service, with what the flags put around them.
    func endpoints(of service: some AddService, _ observability: Observability) -> AddEndpoints {
        AddEndpoints(service, protection: protection.protection, observation: observability.ofCalls)
    }

    /// A server for each wire, all of the same endpoints.
    func servers(of endpoints: AddEndpoints, _ observability: Observability) -> some Service {
        Wires(servers: [
            httpServer("HTTP server", endpoints.httpRoutes, on: addresses.httpAddr, observability),
            httpServer("gRPC server", endpoints.grpcRoutes, on: addresses.grpcAddr, observability),
            ThriftServer(
                endpoints.thriftBindings,
                on: addresses.thriftAddr,
                configuration: .init {
                    $0.protocol = thrift.thriftProtocol
                    $0.transport = thrift.thriftTransport
                },
                logger: observability.logger
            ),
            httpServer("JSON-RPC server", endpoints.jsonRPCRoutes, on: addresses.jsonrpcAddr, observability),
            NetRPCServer(endpoints.netRPCMethods, on: addresses.netrpcAddr, logger: observability.logger),
        ])
    }

    private func httpServer(
        _ name: String,
        _ routes: HTTPRoutes,
        on address: ServerAddress,
        _ observability: Observability
    ) -> HTTPServer {
        HTTPServer(
            routes,
            on: address,
            configuration: .init {
                $0.name = name
                $0.observability = observability.ofRequests
            },
            logger: observability.logger
        )
    }
}
