import Logging
import Martlet
import MartletHTTP
import MartletNetRPC

/// Serves `Add.Sum` over net/rpc for the load generator in `Go/netrpc`: `NetRPCBenchmark --port 8085 --threads 1`.
@main
struct NetRPCBenchmark {
    static func main() async throws {
        let sum = Endpoint("sum") { (request: SumRequest) in SumReply(v: request.a + request.b) }
        let server = NetRPCServer(
            NetRPCMethods { NetRPCMethod("Add.Sum", to: sum) },
            on: .hostname("127.0.0.1", port: number("--port") ?? 8085),
            configuration: .init { $0.threads = number("--threads").map { .count($0) } ?? .available },
            logger: Logger(label: "net/rpc")
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

struct SumRequest: Codable, Sendable {
    var a: Int
    var b: Int
}

struct SumReply: Codable, Sendable {
    var v: Int
}
