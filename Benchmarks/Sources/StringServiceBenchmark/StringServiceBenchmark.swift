import Logging
import Martlet
import MartletHTTP
import ServiceLifecycle
import UnixSignals

/// Serves the string service for a load generator, bare or with what a service has in production around it:
/// `StringServiceBenchmark --port 8080 --threads 1 --mode full --log requests.log`.
@main
struct StringServiceBenchmark {
    static func main() async throws {
        let isFull = text("--mode") == "full"
        let surroundings = isFull ? Surroundings(log: text("--log") ?? "/dev/null") : nil
        let service = StringService()
        let uppercase = Endpoint("uppercase") { (request: TextRequest) in
            UppercaseResponse(v: try service.uppercase(request.s))
        }
        let count = Endpoint("count") { (request: TextRequest) in
            CountResponse(v: service.count(request.s))
        }

        let server = HTTPServer(
            HTTPRoutes {
                Route(.post, "/uppercase", to: surroundings?.around(uppercase) ?? uppercase)
                Route(.post, "/count", to: surroundings?.around(count) ?? count)
                Route(.post, "/profile", to: Endpoint("profile") { (profile: Profile) in profile.renamed })
            }
            // wrk, like curl, does not say what it sends.
            .codec(JSONBodyCodec(readsAnyContentType: true)),
            on: .hostname("127.0.0.1", port: text("--port").flatMap { Int($0) } ?? 8080),
            configuration: .init {
                $0.threads = text("--threads").flatMap { Int($0) }.map { .count($0) } ?? .available
                // One more than idle connections are measured, at least.
                $0.limits.connectionCount = 20_000
            },
            logger: Logger(label: "string-service")
        )

        let services: [any Service] = surroundings.map { [$0.writer, server] } ?? [server]
        let group = ServiceGroup(
            services: services,
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "benchmark")
        )
        try await group.run()
    }

    static func text(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) else { return nil }
        return arguments[index + 1]
    }
}
