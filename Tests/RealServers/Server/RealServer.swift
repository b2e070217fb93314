#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server that tests start: one file in `Servers/` with its configuration, when it is ready, and how to read back from it.
///
/// Use it through `withServer`. To add one see the README of this folder.
package protocol RealServer: Sendable {
    /// What a test may choose; `NoOptions` if there is nothing.
    associatedtype Options: Sendable = NoOptions

    /// What must be installed.
    static var requirement: Requirement { get }

    /// The choices of a test that does not choose.
    static var defaultOptions: Options { get }

    /// Chooses free ports and writes the configuration into the folder of the process; starts nothing.
    init(_ options: Options, process: ServerProcess) throws

    /// The process, its folder and log.
    var process: ServerProcess { get }

    /// How it is started, again and again with the same ports and data.
    func command() throws -> Command

    /// Whether it serves now; an error means no. Bounded in time by itself.
    func isReady() async throws -> Bool

    /// What is to be done after each start, when it is ready, such as making a user; twice must do no harm.
    func prepare() async throws
}

/// For servers that leave nothing to choose.
package struct NoOptions: Sendable {
    /// Makes the only value.
    package init() {}
}

extension RealServer where Options == NoOptions {
    /// The only value.
    package static var defaultOptions: NoOptions { NoOptions() }
}

extension RealServer {
    /// Nothing.
    package func prepare() async throws {}

    /// Starts it again, on the same ports and with the data of before, and waits until it is ready.
    ///
    /// - Throws: `ServerError` with the last lines of its log when it ends or is not ready in time.
    package func start() async throws {
        for attempt in 1... {
            try process.launch(command())
            do {
                try await waitUntilReady()
                return try await prepare()
            } catch let error as AddressInUse {
                // Who took it may give it back soon: a connection of before that still lingers.
                guard attempt < 5 else { throw ServerError(error.description) }
            }
        }
    }

    /// Ends it at once with SIGKILL, as a crash would, and waits until it is gone. Its data stay.
    package func kill() async { await process.end(with: SIGKILL, limit: .zero) }

    /// Asks it with SIGTERM to end, and waits until it is gone. Its data stay.
    ///
    /// - Parameter limit: After so long it is killed.
    package func terminate(within limit: Duration = .seconds(10)) async {
        await process.end(with: SIGTERM, limit: limit)
    }

    /// Stops it with SIGSTOP: connections stay open and nobody answers.
    package func suspend() { process.signal(SIGSTOP) }

    /// Lets it go on after `suspend()`.
    package func resume() { process.signal(SIGCONT) }

    /// Whether its process lives; also true while it is suspended.
    package var isRunning: Bool { process.id != nil }

    func waitUntilReady() async throws {
        let name = Self.requirement.name
        do {
            let livesAndServes: Bool = try await eventually("\(name) is ready") {
                guard isRunning else { return false }
                return try await isReady() ? true : nil
            }
            if livesAndServes { return }
        } catch let error as NotYet {
            await kill()
            throw ServerError("\(error.description)\nThe end of its log:\n\(process.lastLines)")
        }
        let message = "\(name) ended when it was started. The end of its log:\n\(process.lastLines)"
        throw AddressInUse(message, log: process.lastLines) ?? ServerError(message)
    }
}

/// A start failed because somebody else had taken a port between its choice and its use.
struct AddressInUse: Error, CustomStringConvertible {
    let description: String

    init?(_ message: String, log: String) {
        let log = log.lowercased()
        guard log.contains("address already in use") || log.contains("eaddrinuse") || log.contains("in use by another")
        else { return nil }
        description = message
    }
}
