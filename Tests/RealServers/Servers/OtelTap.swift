import Foundation

extension Requirement {
    /// oteltap 1.0, PyPI package `oteltap`.
    package static let oteltap = Requirement("oteltap", package: "pip install oteltap") {
        [Installation.pythonProgram("oteltap")]
    }
}

/// oteltap: an OTLP receiver for HTTP with protobuf only; JSON and gzip get 400.
///
/// It shows spans without their resource and scope; `Rotel` shows those too.
package struct OtelTap: RealServer {
    package static var requirement: Requirement { .oteltap }

    package let process: ServerProcess

    /// Its port.
    package let port: Int

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
    }

    package func command() throws -> Command {
        Command(
            try Self.requirement.program,
            ["--port", "\(port)"],
            environment: ["PYTHONUNBUFFERED": "1"]
        )
    }

    package func isReady() async throws -> Bool { try await TCP.accepts(port: port) }

    /// The address for traces.
    package var tracesURL: String { "http://127.0.0.1:\(port)/v1/traces" }

    /// All spans so far, also those of before a restart.
    package func spans() throws -> [OTLPSpan] {
        try process.log.split(separator: "\n").filter { $0.hasPrefix("{\"traceId\"") }.map { line in
            OTLPSpan(try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)))
        }
    }
}
