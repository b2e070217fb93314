import Foundation

extension Requirement {
    /// rotel (a collector in Rust), PyPI package `rotel`; what it took is decoded with PyPI's `opentelemetry-proto`.
    package static let rotel = Requirement("rotel", package: "pip install rotel opentelemetry-proto") {
        [Installation.pythonModule("rotel/rotel-agent"), Installation.pythonModule("opentelemetry/proto")]
    }
}

/// rotel: an OTLP collector that takes gRPC, HTTP with protobuf, and HTTP with JSON, all with gzip or without.
///
/// What it took it sends on to a small program of ours, which decodes it with OpenTelemetry's protobuf definitions;
/// so `spans()` is what a real collector understood and passed on.
package struct Rotel: RealServer {
    package static var requirement: Requirement { .rotel }

    package let process: ServerProcess

    /// The port for HTTP: `/v1/traces`.
    package let port: Int
    /// The port for gRPC.
    package let grpcPort: Int

    private let sinkPort: Int

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
        grpcPort = try FreePorts.tcp()
        sinkPort = try FreePorts.tcp()
        try process.folder.write("sink.py", OTLPProgram.sink)
    }

    package func command() throws -> Command {
        let agent = [
            try Self.requirement.program, "start", "--otlp-http-endpoint", "127.0.0.1:\(port)",
            "--otlp-grpc-endpoint", "127.0.0.1:\(grpcPort)", "--exporter", "otlp", "--otlp-exporter-protocol", "http",
            "--otlp-exporter-endpoint", "http://127.0.0.1:\(sinkPort)", "--batch-timeout", "50ms",
            "--pid-file", process.folder.file("pid"),
        ]
        let sink = [
            Installation.python, process.folder.file("sink.py"), "\(sinkPort)", process.folder.file("requests.ndjson"),
        ]
        // Two processes in one group: `$1` to `$4` are the sink, the rest is rotel.
        let script = #""$1" "$2" "$3" "$4" & shift 4; exec "$@""#
        return Command("/bin/sh", ["-c", script, "sh"] + sink + agent)
    }

    package func isReady() async throws -> Bool {
        guard try await TCP.accepts(port: sinkPort) else { return false }
        let fields = [("Content-Type", "application/json")]
        return try await HTTP.post("/v1/traces", port: port, fields: fields, body: #"{"resourceSpans":[]}"#.utf8).status
            == 200
    }

    /// The address for traces over HTTP.
    package var tracesURL: String { "http://127.0.0.1:\(port)/v1/traces" }

    /// All spans so far, also those of before a restart. They appear some 100 ms after they were sent: use `eventually`.
    package func spans() throws -> [OTLPSpan] {
        try process.folder.read("requests.ndjson").split(separator: "\n").flatMap { line in
            OTLPSpan.all(in: try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)))
        }
    }
}
