import Logging
import Martlet
import MartletHTTP

/// Serves `sum` over JSON-RPC 2.0 for a load generator: `JSONRPCBenchmark --port 8084 --threads 1`.
@main
struct JSONRPCBenchmark {
    static func main() async throws {
        let sum = Endpoint("sum") { (request: SumRequest) in SumResponse(v: request.a &+ request.b) }
        let server = HTTPServer(
            HTTPRoutes {
                Route(
                    "/",
                    jsonRPC: JSONRPCMethods {
                        JSONRPCMethod("sum", to: sum, parameters: ["a", "b"])
                    }
                )
            },
            on: .hostname("127.0.0.1", port: number("--port") ?? 8084),
            configuration: .init { $0.threads = number("--threads").map { .count($0) } ?? .available },
            logger: Logger(label: "json-rpc")
        )
        // The service group would keep the main actor; a server measured alone needs none of its signals.
        try await server.run()
    }

    private static func number(_ option: String) -> Int? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
        return Int(arguments[index + 1])
    }
}

struct SumRequest: Codable {
    var a: Int64
    var b: Int64
}

struct SumResponse: Codable {
    var v: Int64
}
