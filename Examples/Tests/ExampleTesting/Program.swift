import MartletHTTP
public import Subprocess
import Synchronization
import SystemPackage

/// A program of this package that runs as a process of its own.
public struct Program: Sendable {
    /// The service that it is.
    public let peer: Peer

    let port: Int

    fileprivate let log: ProgramLog

    fileprivate let signal: @Sendable (Signal) throws -> Void

    /// Sends a signal to the process.
    public func send(_ signal: Signal) throws {
        try self.signal(signal)
    }

    /// Opens connections to another server of the same program while the body calls it.
    ///
    /// - Parameter name: What the server calls itself in the log: `admin port`.
    public func withServer(_ name: String, _ body: (Peer) async throws -> Void) async throws {
        try await withPeer(at: log.address(of: name), body)
    }

    /// The first line of the log that has a text in it, once it is there.
    public func line(containing text: String) async throws -> String {
        try await log.line { $0.contains(text) }
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
        try await run(name, with: arguments, body: body)
    }

    /// Runs a program until it ends, and the body while it listens. See ``run(_:_:body:)``.
    @discardableResult
    public static func run(
        _ name: String,
        with arguments: [String],
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
                    let address = try await log.address(of: "HTTP server")
                    try await withPeer(at: address) {
                        let port = ServerAddress(address)?.port ?? 0
                        let program = Program(peer: $0, port: port, log: log, signal: { try process.send(signal: $0) })
                        try await body(program)
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

/// What a program logs, and in it the addresses on which it listens.
private final class ProgramLog: Sendable {
    private struct State {
        var lines: [String] = []
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func add(_ line: String) {
        change { $0.lines.append(line) }
    }

    func end() {
        change { $0.hasEnded = true }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits for a line; an error when the program ends without it.
    func line(where isWanted: (String) -> Bool) async throws -> String {
        while true {
            let (lines, hasEnded) = state.withLock { ($0.lines, $0.hasEnded) }
            if let line = lines.first(where: isWanted) { return line }
            if hasEnded { throw ProgramEnded(log: lines) }
            await withCheckedContinuation { continuation in
                let hasChanged = state.withLock { state in
                    if state.lines.count > lines.count || state.hasEnded { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if hasChanged { continuation.resume() }
            }
        }
    }

    /// The address on which a server of the program listens, in logfmt or JSON.
    func address(of server: String) async throws -> String {
        let line = try await line { $0.contains("\(server) listens") }
        for mark in ["address=", "\"address\":\""] {
            guard let range = line.firstRange(of: mark) else { continue }
            return String(line[range.upperBound...].prefix { $0 != " " && $0 != "\"" })
        }
        throw ProgramEnded(log: [line])
    }
}
