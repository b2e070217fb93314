import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Writes what still waits in the buffers when the process crashes.
///
/// A handler of signals gets no argument of ours and may be called at any instruction, so this is the one place where
/// the module keeps something for the whole process: a table of the queues that want it. It belongs to the process as
/// the table of signal handlers does.
///
/// Why the handler is safe for signals (POSIX.1-2017, 2.4.3): it loads words from memory that was allocated before, and
/// calls `write`, `poll`, `sigaction` and `raise`, which are all in the list there. It allocates nothing, takes no lock
/// and touches no object: globals were initialised by ``register(_:)``, which also calls it once without a signal, so
/// that whatever the runtime prepares at a first call has been prepared.
enum CrashFlush {
    /// The signals of a crash. A trap of Swift is SIGILL or SIGTRAP.
    static var signals: [Int32] { [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE] }

    static let places = 16

    // Safe: allocated once and never freed. A place is a word, written under the lock and read in one go by the
    // handler; the old actions are written under the lock before the handler is installed.
    struct Table: @unchecked Sendable {
        let queues: UnsafeMutablePointer<UnsafeMutablePointer<LineQueue.State>?>
        let oldActions: UnsafeMutablePointer<sigaction>
        let signalCount: Int
        let signals: UnsafeMutablePointer<Int32>
        let isWriting: UnsafeMutablePointer<Int32>
    }

    static let table: Table = {
        let signals = CrashFlush.signals
        let table = Table(
            queues: .allocate(capacity: places),
            oldActions: .allocate(capacity: signals.count),
            signalCount: signals.count,
            signals: .allocate(capacity: signals.count),
            isWriting: .allocate(capacity: 1)
        )
        table.queues.initialize(repeating: nil, count: places)
        table.oldActions.initialize(repeating: sigaction(), count: signals.count)
        for (index, signal) in signals.enumerated() { (table.signals + index).initialize(to: signal) }
        table.isWriting.initialize(to: 0)
        return table
    }()

    private static let isInstalled = Mutex(false)

    /// Has a queue written in a crash. The queue must be taken out again before its memory is freed.
    ///
    /// - Returns: Whether there was a place for it; there are 16.
    static func register(_ queue: UnsafeMutablePointer<LineQueue.State>) -> Bool {
        isInstalled.withLock { isInstalled in
            guard let place = (0..<places).first(where: { table.queues[$0] == nil }) else { return false }
            table.queues[place] = queue
            if !isInstalled {
                isInstalled = true
                handleCrash(0)
                install()
            }
            return true
        }
    }

    /// Takes a queue out.
    static func remove(_ queue: UnsafeMutablePointer<LineQueue.State>) {
        isInstalled.withLock { _ in
            for place in 0..<places where table.queues[place] == queue { table.queues[place] = nil }
        }
    }

    private static func install() {
        var action = sigaction()
        #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = { CrashFlush.handleCrash($0) }
        #elseif canImport(Musl)
        action.__sa_handler.sa_handler = { CrashFlush.handleCrash($0) }
        #else
        action.__sigaction_handler.sa_handler = { CrashFlush.handleCrash($0) }
        #endif
        sigemptyset(&action.sa_mask)
        // On the alternative stack where there is one: the stack may be what has overflowed.
        action.sa_flags = Int32(SA_ONSTACK)
        for index in 0..<table.signalCount { sigaction(table.signals[index], &action, table.oldActions + index) }
    }

    /// Writes, puts back the action that was there before and raises the signal again: the process ends as it would
    /// have without us, with its core file and its backtrace. See the type for why it may do what it does.
    static func handleCrash(_ signal: Int32) {
        let table = Self.table
        // A second thread that crashes meanwhile waits for the first to finish. Not an atomic exchange, which nothing
        // here depends on: at worst a line is written twice.
        if signal != 0, table.isWriting.pointee != 0 { _ = poll(nil, 0, 1_000) }
        if signal != 0 { table.isWriting.pointee = 1 }
        var place = 0
        while place < places {
            if let queue = table.queues[place] { if signal != 0 { write(queue) } }
            place += 1
        }
        guard signal != 0 else { return }
        var index = 0
        while index < table.signalCount {
            if table.signals[index] == signal { sigaction(signal, table.oldActions + index, nil) }
            index += 1
        }
        raise(signal)
    }

    /// First what was being written, then what was waiting: a line may come twice, none is lost.
    private static func write(_ queue: UnsafeMutablePointer<LineQueue.State>) {
        guard let output = queue.pointee.output else { return }
        let descriptor = output.pointee.descriptor
        guard descriptor >= 0 else { return }
        let isDatagrams = output.pointee.framing == CrashOutput.Framing.datagrams.rawValue
        let first = (queue.pointee.bases.0, queue.pointee.starts.0, queue.pointee.ends.0)
        let second = (queue.pointee.bases.1, queue.pointee.starts.1, queue.pointee.ends.1)
        if queue.pointee.filling == 1 {
            write(first.0, first.1, first.2, to: descriptor, isDatagrams)
            write(second.0, second.1, second.2, to: descriptor, isDatagrams)
        } else {
            write(second.0, second.1, second.2, to: descriptor, isDatagrams)
            write(first.0, first.1, first.2, to: descriptor, isDatagrams)
        }
    }

    private static func write(
        _ base: UnsafeMutablePointer<UInt8>,
        _ start: Int,
        _ end: Int,
        to descriptor: Int32,
        _ isDatagrams: Bool
    ) {
        var next = start
        var failures = 0
        while next < end, failures < 20 {
            // No more than a pipe takes without waiting once it says that it takes something: a reader that has stopped
            // must not keep a process from ending.
            var stop = min(end, next + 4_096)
            if isDatagrams {
                stop = next
                while stop < end, base[stop] != 0x0A { stop += 1 }
            }
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, 50) > 0 else {
                failures += 1
                continue
            }
            let written = systemWrite(descriptor, base + next, stop - next)
            if written > 0 {
                next += written
            } else if stop > next {
                // Full for the moment, or interrupted: some more tries, and then the process may end.
                failures += 1
                if errno != EINTR { _ = poll(nil, 0, 50) }
            }
            if isDatagrams, next >= stop { next = stop + 1 }
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
