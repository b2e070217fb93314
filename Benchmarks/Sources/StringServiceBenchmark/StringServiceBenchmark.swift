import Logging
import Martlet
import MartletHTTP
import ServiceLifecycle
import UnixSignals

/// Serves the bare string service for a load generator: `StringServiceBenchmark --port 8080 --threads 1`.
@main
struct StringServiceBenchmark {
    static func main() async throws {
        let service = StringService()
        let uppercase = Endpoint("uppercase") { (request: TextRequest) in
            UppercaseResponse(v: try service.uppercase(request.s))
        }
        let count = Endpoint("count") { (request: TextRequest) in
            CountResponse(v: service.count(request.s))
        }

        let server = HTTPServer(
            HTTPRoutes {
                Route(.post, "/uppercase", to: uppercase)
                Route(.post, "/count", to: count)
            }
            // wrk, like curl, does not say what it sends.
            .codec(JSONBodyCodec(readsAnyContentType: true)),
            on: .hostname("127.0.0.1", port: option("--port") ?? 8080),
            configuration: .init { $0.threads = option("--threads").map { .count($0) } ?? .available },
            logger: Logger(label: "string-service")
        )

        let group = ServiceGroup(
            services: [server],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "benchmark")
        )
        try await group.run()
    }

    static func option(_ name: String) -> Int? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) else { return nil }
        return Int(arguments[index + 1])
    }
}
