import Foundation

@testable import RealServers

extension Requirement {
    /// Go and Go kit, Debian packages `golang-go` and `golang-github-go-kit-kit-dev`.
    static let goKit = Requirement("Go kit", package: "apt-get install golang-go golang-github-go-kit-kit-dev") {
        [
            Installation.program("go"),
            Installation.file("/usr/share/gocode/src/github.com/go-kit/kit/transport/http/jsonrpc/server.go"),
        ]
    }
}

/// The program beside this file: Go kit's JSON-RPC as a server and as a client.
struct GoKitPeer: RealServer {
    static var requirement: Requirement { .goKit }

    let process: ServerProcess
    let port: Int

    init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
    }

    func command() throws -> Command { Command(try GoKitProgram.path.get(), ["serve", "127.0.0.1:\(port)"]) }

    func isReady() async throws -> Bool { try await TCP.accepts(port: port) }

    /// Lets the client call a method twice.
    ///
    /// - Returns: A line for each call.
    static func call(port: Int, _ method: String, _ params: String) async throws -> [String] {
        let program = try await GoKitProgram.build()
        let result = try await Tool.run(Command(program, ["call", "http://127.0.0.1:\(port)/rpc", method, params]))
        guard result.code == 0 else { throw ServerError("exit code \(result.code): \(result.output) \(result.errors)") }
        return result.output.split(separator: "\n").map(String.init)
    }
}

/// Builds the program, once for all tests of the process.
actor GoKitProgram {
    private static let shared = GoKitProgram()
    private static let folder = Result { try TemporaryFolder("gokit") }

    /// Where it is once it has been built.
    static var path: Result<String, any Error> { folder.map { $0.file("gokit") } }

    private var building: Task<Void, any Error>?

    /// - Returns: The path of the program.
    static func build() async throws -> String {
        try await shared.build()
        return try path.get()
    }

    private func build() async throws {
        let building =
            self.building
            ?? Task {
                let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "gokit.go").path
                let command = Command(
                    try Requirement.goKit.program,
                    ["build", "-o", try Self.path.get(), source],
                    environment: ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""]
                )
                let result = try await Tool.run(command, within: .seconds(180))
                guard result.code == 0 else { throw ServerError("the Go program does not build: \(result.errors)") }
            }
        self.building = building
        try await building.value
    }
}
