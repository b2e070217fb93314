import Foundation

extension Requirement {
    /// Go 1.19, Debian package `golang-go`.
    package static let go = Requirement("Go", package: "apt-get install golang-go") {
        [Installation.program("go")]
    }
}

/// A Go program of a test's own, of one file that needs the standard library only.
package struct GoProgram: Sendable {
    /// The path of the program.
    package let path: String

    /// Builds a program, once for all tests of the process.
    ///
    /// - Parameter source: The path of its file.
    package init(_ source: String) async throws {
        path = try await GoBuilds.shared.program(source)
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - input: What it reads.
    /// - Returns: What it printed.
    /// - Throws: `ServerError` when its exit code is not 0.
    package func run(_ arguments: [String], input: String = "") async throws -> String {
        let result = try await Tool.run(Command(path, arguments), input: input.utf8)
        guard result.code == 0 else {
            throw ServerError("exit code \(result.code): \(result.output.suffix(1000)) \(result.errors.suffix(1000))")
        }
        return result.output
    }
}

/// Builds programs, each once; whoever comes second waits.
private actor GoBuilds {
    static let shared = GoBuilds()

    private var builds: [String: Task<String, any Error>] = [:]
    /// Kept as long as the process, and removed with it.
    private var folder: TemporaryFolder?

    func program(_ source: String) async throws -> String {
        if let build = builds[source] { return try await build.value }
        let folder = try self.folder ?? TemporaryFolder("go")
        self.folder = folder
        let name = URL(filePath: source).deletingPathExtension().lastPathComponent
        let output = folder.file(name)
        let build = Task {
            let command = Command(
                try Requirement.go.program,
                ["build", "-o", output, source],
                environment: ["GO111MODULE": "off", "GOFLAGS": "", "GOCACHE": folder.file("cache")]
            )
            let result = try await Tool.run(command, within: .seconds(120))
            guard result.code == 0 else { throw ServerError("\(name) does not build: \(result.errors)") }
            return output
        }
        builds[source] = build
        return try await build.value
    }
}

/// A Go program that listens: it gets free ports of 127.0.0.1 as its arguments, and is ready when it accepts on all of them.
package struct GoServer: RealServer {
    package static var requirement: Requirement { .go }

    /// The program, what comes before the ports in its arguments, and how many ports it needs.
    package struct Options: Sendable {
        let program: GoProgram
        let arguments: [String]
        let portCount: Int

        /// Chooses a program.
        package init(_ program: GoProgram, _ arguments: [String] = [], portCount: Int = 1) {
            self.program = program
            self.arguments = arguments
            self.portCount = portCount
        }
    }

    /// There is none: `withServer` must be given options.
    package static var defaultOptions: Options { Options(GoProgram(missing: ())) }

    package let process: ServerProcess
    private let options: Options

    /// The ports, in the order of the arguments.
    package let ports: [Int]

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        self.options = options
        ports = try (0..<options.portCount).map { _ in try FreePorts.tcpAndUDP() }
    }

    package func command() throws -> Command {
        Command(options.program.path, options.arguments + ports.map { "127.0.0.1:\($0)" })
    }

    package func isReady() async throws -> Bool {
        for port in ports {
            guard try await TCP.accepts(port: port) else { return false }
        }
        return true
    }
}

extension GoProgram {
    fileprivate init(missing: ()) {
        path = "/nonexistent"
    }
}
