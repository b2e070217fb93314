import MartletHTTP
public import Subprocess
import Synchronization
import SystemPackage

/// A program of this package that runs as a process of its own.
public struct Program: Sendable {
    /// The service that it is.
    public let peer: Peer

    let port: Int

    fileprivate let signal: @Sendable (Signal) throws -> Void

    /// Sends a signal to the process.
    public func send(_ signal: Signal) throws {
        try self.signal(signal)
    }

    /// Runs a program until it ends, and the body while it listens. The body ends the process, or it is killed.
    ///
    /// - Parameters:
    ///   - name: The name of the program.
    ///   - arguments: Its arguments, beside the address to listen on.
    ///   - body: Calls it.
    /// - Returns: How the process ended.
    @discardableResult
    public static func run(
        _ name: String,
        _ arguments: String...,
        body: (Program) async throws -> Void
    ) async throws -> TerminationStatus {
        try await Subprocess.run(
            .path(path(of: name)),
            arguments: Arguments(["--http-addr", "127.0.0.1:0"] + arguments),
            input: .none,
            output: .discarded,
            error: .sequence
        ) { process in
            let log = ProgramLog()
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    // To the end, so that the program never waits for somebody to read what it logs.
                    defer { log.end() }
                    for try await line in process.standardError.strings() { log.add(line) }
                }
                do {
                    let address = try await log.address()
                    try await withPeer(at: address) {
                        let port = ServerAddress(address)?.port ?? 0
                        try await body(Program(peer: $0, port: port, signal: { try process.send(signal: $0) }))
                    }
                } catch {
                    try? process.send(signal: .kill)
                    throw error
                }
                try await tasks.waitForAll()
            }
        }
        .terminationStatus
    }

    /// Runs a program that ends by itself.
    ///
    /// - Returns: How it ended, and what it has written to standard error.
    public static func run(_ name: String, _ arguments: [String]) async throws -> (TerminationStatus, String) {
        let result = try await Subprocess.run(
            .path(path(of: name)),
            arguments: Arguments(arguments),
            output: .discarded,
            error: .string(limit: 64 * 1_024)
        )
        return (result.terminationStatus, result.standardError)
    }

    /// Programs are built into the folder that the tests are in.
    private static func path(of name: String) -> FilePath {
        FilePath(CommandLine.arguments[0]).removingLastComponent().appending(name)
    }
}

/// A program that has ended without listening, with what it has logged.
struct ProgramEnded: Error {
    let log: [String]
}

/// What a program logs, and in it the address on which it listens.
private final class ProgramLog: Sendable {
    private let lines = Mutex<[String]>([])
    private let addresses = AsyncStream.makeStream(of: String.self)

    func add(_ line: String) {
        lines.withLock { $0.append(line) }
        guard line.contains("HTTP server listens") else { return }
        for field in line.split(separator: " ") where field.hasPrefix("address=") {
            addresses.continuation.yield(String(field.dropFirst("address=".count)))
        }
    }

    func end() {
        addresses.continuation.finish()
    }

    func address() async throws -> String {
        guard let address = await addresses.stream.first(where: { _ in true }) else {
            throw ProgramEnded(log: lines.withLock { $0 })
        }
        return address
    }
}
