import Logging
import Martlet
import MartletGRPC
import MartletHTTP
import SwiftProtobuf

/// Serves `pb.Add/Sum` over gRPC for h2load: `GRPCBenchmark --port 8082 --threads 1`.
@main
struct GRPCBenchmark {
    static func main() async throws {
        let sum = Endpoint("sum") { (request: SumRequest) in request.a &+ request.b }
        let service = GRPCService("pb.Add") {
            GRPCMethod("Sum", to: sum) { (message: Pb_SumRequest) in
                SumRequest(a: message.a, b: message.b)
            } encode: { v in
                Pb_SumReply.with { $0.v = v }
            }
        }
        let server = HTTPServer(
            HTTPRoutes { service },
            on: .hostname("127.0.0.1", port: number("--port") ?? 8082),
            configuration: .init { $0.threads = number("--threads").map { .count($0) } ?? .available },
            logger: Logger(label: "grpc")
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

struct SumRequest: Sendable {
    var a: Int64
    var b: Int64
}
