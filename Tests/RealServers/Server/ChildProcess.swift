import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What to start.
package struct Command: Sendable {
    /// The path of the program.
    package var program: String
    /// Its arguments, without its name.
    package var arguments: [String]
    /// What is added to our own environment.
    package var environment: [String: String]

    /// Makes a command.
    package init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }
}

/// A process that leads a process group of its own, so that it dies with everything it started.
///
/// It does not outlive the test process either, however that ends: see `Watchdog`.
final class ChildProcess: Sendable {
    /// Its process id, which is the id of its group too.
    let id: pid_t

    private struct State {
        var exit: Exit?
        var waiting: [CheckedContinuation<Exit, Never>] = []
    }
    private let state = Mutex(State())

    /// How a process ended.
    enum Exit: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - command: What to start.
    ///   - folder: Is removed with the process when the tests die.
    ///   - input: The file that it reads.
    ///   - output: The file that its output is added to.
    ///   - errors: The file that its errors are added to.
    init(
        _ command: Command,
        folder: TemporaryFolder?,
        input: String = "/dev/null",
        output: String,
        errors: String
    ) throws {
        id = try spawn(command, input: .path(input), output: output, errors: errors)
        Watchdog.shared.guards(id, folder: folder)
        // A thread of its own: it waits for as long as the process lives.
        let thread = Thread { [self] in reap() }
        thread.stackSize = 256 * 1024
        thread.start()
    }

    /// Whether it has not ended yet; also true of a suspended one.
    var isRunning: Bool { state.withLock { $0.exit == nil } }

    /// Sends a signal to the whole group; nothing happens once it has ended.
    func signal(_ number: Int32) {
        // Under the lock, because the number may belong to another process once it has been reaped.
        state.withLock { if $0.exit == nil { _ = kill(-id, number) } }
    }

    /// Waits until it has ended. Not cancellable: end it first, or have it bounded by `end(after:)`.
    func exit() async -> Exit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state -> Exit? in
                if state.exit == nil { state.waiting.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    /// Ends it with SIGKILL if it still lives after so long.
    func end(after limit: Duration) {
        DispatchQueue.global().asyncAfter(deadline: .now() + limit.seconds) { [weak self] in self?.signal(SIGKILL) }
    }

    private func reap() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let (exit, waiting) = state.withLock { state -> (Exit, [CheckedContinuation<Exit, Never>]) in
            // It is dead but not reaped, so its number still belongs to its group: end what it left behind.
            _ = kill(-id, SIGKILL)
            Watchdog.shared.forgets(id)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            let exit: Exit = signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
            state.exit = exit  // From here on nobody signals it.
            defer { state.waiting = [] }
            return (exit, state.waiting)
        }
        ProcessGroup.waitUntilGone(id)
        for continuation in waiting { continuation.resume(returning: exit) }
    }
}
