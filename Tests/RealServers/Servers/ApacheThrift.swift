import Foundation

extension Requirement {
    /// Apache Thrift's compiler and its library for Python, Debian packages `thrift-compiler` and `python3-thrift`.
    package static let pythonThrift = Requirement(
        "Apache Thrift for Python",
        package: "apt-get install thrift-compiler python3-thrift"
    ) {
        [
            Installation.program("thrift"), Installation.file(Installation.systemPython),
            Installation.file("/usr/lib/python3/dist-packages/thrift"),
        ]
    }

    /// Apache Thrift's compiler and its library for C++, Debian packages `thrift-compiler` and `libthrift-dev`.
    package static let cppThrift = Requirement(
        "Apache Thrift for C++",
        package: "apt-get install thrift-compiler libthrift-dev g++"
    ) {
        [
            Installation.program("thrift"), Installation.program("g++"),
            Installation.file("/usr/include/thrift/Thrift.h"),
        ]
    }
}

/// A program of a test's own that speaks Thrift with Apache's library, and what it needs of an IDL.
package struct ThriftProgram: Sendable {
    private let program: String
    private let arguments: [String]

    /// A program in Python, which gets the folder of the generated code as its first argument.
    ///
    /// - Parameters:
    ///   - source: The path of its file.
    ///   - idl: The path of the IDL.
    package static func python(_ source: String, idl: String) async throws -> ThriftProgram {
        let folder = try await ThriftBuilds.shared.generate("py", idl)
        return ThriftProgram(program: Installation.systemPython, arguments: [source, folder])
    }

    /// A program in C++, built once for all tests of the process.
    ///
    /// - Parameters:
    ///   - source: The path of its file, which includes the generated headers by their names.
    ///   - idl: The path of the IDL.
    package static func cpp(_ source: String, idl: String) async throws -> ThriftProgram {
        let folder = try await ThriftBuilds.shared.generate("cpp", idl)
        return ThriftProgram(program: try await ThriftBuilds.shared.build(source, with: folder), arguments: [])
    }

    /// What runs it.
    ///
    /// - Parameter arguments: Its further arguments.
    package func command(_ arguments: [String]) -> Command {
        Command(program, self.arguments + arguments, environment: ["PYTHONUNBUFFERED": "1"])
    }

    /// Runs it to its end.
    ///
    /// - Parameter arguments: Its further arguments.
    /// - Returns: What it printed.
    /// - Throws: `ServerError` when its exit code is not 0.
    package func run(_ arguments: [String]) async throws -> String {
        let result = try await Tool.run(command(arguments), within: .seconds(60))
        guard result.code == 0 else {
            throw ServerError("exit code \(result.code): \(result.output.suffix(1000)) \(result.errors.suffix(1000))")
        }
        return result.output
    }
}

/// Generates and builds, each thing once; whoever comes second waits.
private actor ThriftBuilds {
    static let shared = ThriftBuilds()

    private var tasks: [String: Task<String, any Error>] = [:]
    /// Kept as long as the process, and removed with it.
    private var folder: TemporaryFolder?

    private func once(
        _ name: String,
        _ work: @escaping @Sendable (_ output: String) async throws -> String
    ) async throws -> String {
        if let task = tasks[name] { return try await task.value }
        let folder = try self.folder ?? TemporaryFolder("thrift")
        self.folder = folder
        // What several suites make of their own IDL must not meet.
        let output = try folder.make("\(tasks.count)")
        let task = Task { try await work(output) }
        tasks[name] = task
        return try await task.value
    }

    func generate(_ language: String, _ idl: String) async throws -> String {
        try await once("\(language) \(idl)") { output in
            try await Self.run(
                try Requirement.pythonThrift.program,
                ["-r", "--gen", language, "-out", output, idl]
            )
            return output
        }
    }

    func build(_ source: String, with generated: String) async throws -> String {
        try await once("\(source) \(generated)") { folder in
            let files = try FileManager.default.contentsOfDirectory(atPath: generated)
                .filter { $0.hasSuffix(".cpp") && !$0.contains("skeleton") }
                .map { "\(generated)/\($0)" }
            let output = "\(folder)/peer"
            let arguments = ["-std=c++17", "-O0", "-I", generated, "-o", output, source] + files
            guard let compiler = Installation.program("g++") else { throw ServerError("g++ is not installed") }
            try await Self.run(compiler, arguments + ["-lthrift", "-lthriftz", "-lz", "-pthread"])
            return output
        }
    }

    private static func run(_ program: String, _ arguments: [String]) async throws {
        let result = try await Tool.run(Command(program, arguments), within: .seconds(300))
        guard result.code == 0 else { throw ServerError("\(program) fails: \(result.errors.suffix(2000))") }
    }
}

/// A program that serves Thrift: it gets a free port of 127.0.0.1, and is ready when it accepts there.
package struct ThriftPeerServer: RealServer {
    package static var requirement: Requirement { .pythonThrift }

    /// The program, and its arguments, in which `PORT` stands for the port.
    package struct Options: Sendable {
        let program: ThriftProgram?
        let arguments: [String]

        /// Chooses a program.
        package init(_ program: ThriftProgram, _ arguments: [String]) {
            self.program = program
            self.arguments = arguments
        }

        fileprivate init() {
            program = nil
            arguments = []
        }
    }

    /// There is none: `withServer` must be given options.
    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess
    private let options: Options

    /// The port on which it takes connections.
    package let port: Int

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        self.options = options
        port = try FreePorts.tcp()
    }

    package func command() throws -> Command {
        guard let program = options.program else { throw ServerError("no program was chosen") }
        return program.command(options.arguments.map { $0 == "PORT" ? "\(port)" : $0 })
    }

    package func isReady() async throws -> Bool { try await TCP.accepts(port: port) }
}
