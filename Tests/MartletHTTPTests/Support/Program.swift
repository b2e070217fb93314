import Foundation
import Testing

/// A program of the machine that a test talks to a server with.
struct Program: Sendable {
    /// What it is called.
    let name: String

    /// The Debian package that brings it.
    let package: String

    /// libcurl with nghttp2.
    static let curl = Program(name: "curl", package: "curl")

    /// A load generator for HTTP/2.
    static let h2load = Program(name: "h2load", package: "nghttp2-client")

    private var url: URL? {
        let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        return folders.lazy.map { URL(filePath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Whether it is there. Where all have to be, as `make test` has it, a missing one is an error.
    func isInstalled() throws -> Bool {
        if url != nil { return true }
        guard ProcessInfo.processInfo.environment["MARTLET_REQUIRE_SERVERS"] != "1" else {
            throw Missing(program: self)
        }
        return false
    }

    struct Missing: Error {
        let program: Program
    }

    struct Output: Sendable {
        let code: Int32
        let text: String
    }

    /// Runs it to its end. What it prints as errors is part of the output.
    func run(_ arguments: [String], input: String = "") async throws -> Output {
        guard let url else { throw Missing(program: self) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files and no pipes: nothing to drain while it runs.
        let outputFile = folder.appendingPathComponent("output")
        let inputFile = folder.appendingPathComponent("input")
        try Data().write(to: outputFile)
        try Data(input.utf8).write(to: inputFile)
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        let output = try FileHandle(forWritingTo: outputFile)
        process.standardOutput = output
        process.standardError = output
        let ended = Latch()
        process.terminationHandler = { _ in ended.open() }
        try process.run()
        await ended.wait()
        if process.isRunning {
            // The time limit of the test has cancelled the wait.
            process.terminate()
            throw CancellationError()
        }
        return Output(
            code: process.terminationStatus,
            text: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
        )
    }
}

extension Trait where Self == ConditionTrait {
    /// Runs a test only where a program is installed.
    static func requires(_ program: Program) -> Self {
        .enabled("\(program.name) is not installed: apt-get install \(program.package)") { try program.isInstalled() }
    }
}
