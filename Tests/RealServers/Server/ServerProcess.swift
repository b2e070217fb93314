import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The process of a server, its folder and its log, across restarts.
package final class ServerProcess: Sendable {
    /// The folder that holds its configuration and data; it is there until the server value is forgotten.
    package let folder: TemporaryFolder

    private let child = Mutex<ChildProcess?>(nil)
    private let starts = Mutex(0)

    init(name: String) throws { folder = try TemporaryFolder(name) }

    // Never left running, even if a server is made by hand and forgotten.
    deinit { child.withLock { $0 }?.signal(SIGKILL) }

    /// Its id while it runs, which is the id of its process group too.
    package var id: Int32? { running?.id }

    /// How often it has been started, for servers whose log says that they are ready.
    var startCount: Int { starts.withLock { $0 } }

    /// What it has printed so far.
    package var log: String { folder.read(Self.log) }

    /// The last lines of what it has printed.
    var lastLines: String { log.split(separator: "\n").suffix(15).joined(separator: "\n") }

    private static let log = "server.log"

    private var running: ChildProcess? {
        child.withLock { $0 }.flatMap { $0.isRunning ? $0 : nil }
    }

    /// Starts it, if it does not run.
    func launch(_ command: Command) throws {
        guard running == nil else { return }
        let log = folder.file(Self.log)
        let started = try ChildProcess(command, folder: folder, output: log, errors: log)
        child.withLock { $0 = started }
        starts.withLock { $0 += 1 }
    }

    /// Sends a signal to its process group.
    func signal(_ number: Int32) { running?.signal(number) }

    /// Sends a signal and waits until it has ended, with SIGKILL after the limit.
    func end(with number: Int32, limit: Duration) async {
        guard let child = running else { return }
        child.signal(number)
        if number != SIGKILL {
            child.signal(SIGCONT)
            child.end(after: limit)
        }
        _ = await child.exit()
    }
}
