import Logging
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletJSON

/// A gateway in front of the instances of the string service, for a load generator; the peer is `Go/gateway`:
/// `GatewayBenchmark --port 8000 --threads 1 --instances 127.0.0.1:8081,127.0.0.1:8082`.
@main
struct GatewayBenchmark {
    static func main() async throws {
        let instances = (text("--instances") ?? "").split(separator: ",").compactMap { Instance(address: String($0)) }
        let transport = NIOHTTPTransport()
        let http = HTTPCaller(transport)
        let uppercase = Endpoint<TextRequest, TextResponse>(
            "uppercase",
            balancing: Instances(instances),
            by: .roundRobin,
            isIdempotent: true
        ) {
            http.at("http://\($0.address)").endpoint("uppercase", .post, "/uppercase", isIdempotent: true)
        }
        .with(Timeout(.seconds(2)), Retry(.exponential(attempts: 3)))

        let server = HTTPServer(
            HTTPRoutes { Route(.post, "/uppercase", to: uppercase) }
                // wrk, like curl, does not say what it sends.
                .codec(JSONBodyCodec(readsAnyContentType: true)),
            on: .hostname("127.0.0.1", port: text("--port").flatMap { Int($0) } ?? 8000),
            configuration: .init {
                $0.threads = text("--threads").flatMap { Int($0) }.map { .count($0) } ?? .available
            },
            logger: Logger(label: "gateway")
        )
        // The service group would keep the main actor; a server measured alone needs none of its signals.
        try await server.run()
        await transport.shutdown()
    }

    private static func text(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) else { return nil }
        return arguments[index + 1]
    }
}

struct TextRequest: Codable, Sendable, JSONReadable, JSONWritable {
    var s: String

    init(from reader: inout JSONReader) throws {
        s = try reader.object().read("s")
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { $0.write("s", s) }
    }
}

struct TextResponse: Codable, Sendable, JSONReadable, JSONWritable {
    var v: String

    init(from reader: inout JSONReader) throws {
        v = try reader.object().read("v")
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { $0.write("v", v) }
    }
}
