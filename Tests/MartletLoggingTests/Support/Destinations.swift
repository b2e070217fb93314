import Glibc
import MartletLogging
import Synchronization

/// Takes lines as a test says it may.
final class ScriptedDestination: LogDestination {
    private struct State {
        var text: [UInt8] = []
        var isOpen = true
        var failures: [LogDestinationError] = []
        var mostBytes = Int.max
        var writes = 0
    }

    private let state: Mutex<State>

    /// - Parameter isOpen: Whether it takes lines from the start.
    init(isOpen: Bool = true, mostBytes: Int = .max, failures: [LogDestinationError] = []) {
        state = Mutex(State(isOpen: isOpen, failures: failures, mostBytes: mostBytes))
    }

    var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }
    var writes: Int { state.withLock { $0.writes } }

    func setOpen(_ isOpen: Bool) { state.withLock { $0.isOpen = isOpen } }

    func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int {
        let copy = Array(lines)
        let result: Result<Int, LogDestinationError> = state.withLock {
            $0.writes += 1
            guard $0.isOpen else { return .success(0) }
            if !$0.failures.isEmpty { return .failure($0.failures.removeFirst()) }
            let taken = copy.prefix($0.mostBytes)
            $0.text += taken
            return .success(taken.count)
        }
        let taken = try result.get()
        // As a pipe that is full: the caller's thread waits a moment.
        if taken == 0 { poll(nil, 0, 1) }
        return taken
    }
}

/// A folder that is removed with everything in it.
struct TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/martlet-logging-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { name in
            guard let start = name.baseAddress, let made = mkdtemp(start) else { return "/tmp" }
            return String(cString: made)
        }
    }

    func remove() {
        guard path != "/tmp" else { return }
        for name in ["log", "log.1", "log.2", "socket", "rsyslog.conf", "received", "pid"] { unlink(path + "/" + name) }
        rmdir(path)
    }

    func read(_ name: String) -> String {
        guard let file = fopen(path + "/" + name, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Waits for something that another thread does, by asking every few milliseconds, for ten seconds at most.
func eventually(_ condition: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if condition() { return true }
        await Task.yield()
        poll(nil, 0, 2)
    }
    return condition()
}
