import Logging
import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol

/// Serves `Sum` over framed Thrift for the load generator in `Go/thrift`: `ThriftBenchmark --port 8083 --threads 1`.
@main
struct ThriftBenchmark {
    static func main() async throws {
        let sum = Endpoint("sum") { (arguments: AddServiceMethods.SumArguments) in
            SumReply(value: arguments.a &+ arguments.b)
        }
        let method = ThriftMethod<AddServiceMethods.SumArguments, AddServiceMethods.SumResult>("Sum")
        let server = ThriftServer(
            ThriftBindings { ThriftBinding(method, to: sum) },
            on: .hostname("127.0.0.1", port: number("--port") ?? 8083),
            configuration: .init { $0.threads = number("--threads").map { .count($0) } ?? .available },
            logger: Logger(label: "thrift")
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
