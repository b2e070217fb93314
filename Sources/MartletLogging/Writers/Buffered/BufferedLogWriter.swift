public import CoreMetrics
public import Logging
public import ServiceLifecycle
import Synchronization

/// Takes lines into a buffer of a fixed size; a thread of its own writes them.
///
/// ```swift
/// let writer = BufferedLogWriter(.standardOutput)
/// let logger = Logger(label: "shop") { LineLogHandler(label: $0, format: .json, writer: writer, levels: levels) }
/// let group = ServiceGroup(services: [writer, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// writer.flush()  // what was logged after the writer had ended
/// ```
///
/// Put it first in the group: services are shut down in the opposite order, so that it ends last. Nothing is written
/// before ``run()``: lines wait in the buffer. After `run()` lines wait again, for ``flush(upTo:)``.
///
/// A line costs its caller a lock and a copy, also when the disk is slow, full or broken, and when nobody reads the
/// pipe: the buffer then fills, and what does not fit is dropped and counted (``LogOverflow``). The thread waits
/// ``Options/delay`` for more lines before it writes, so that thousands of lines are one call of the system; lines of
/// ``Options/urgentLevel`` and above, and a buffer that is half full, are written at once. Neither an event loop nor
/// the cooperative pool ever waits for a write.
///
/// Memory: twice ``Options/capacity``, of which the system gives only what is used.
///
/// With `flushesOnCrash: true` the buffer is also written when the process crashes: on SIGSEGV, SIGBUS, SIGILL, SIGTRAP
/// (the traps of Swift), SIGABRT and SIGFPE, after which the process ends as it would have without it. Lines of at most
/// 16 writers are written. Without it, a crash loses the lines of the last few milliseconds.
///
/// Metrics: the counters `martlet_log_dropped_lines` and `martlet_log_write_errors`.
public final class BufferedLogWriter: LogWriter, Service {
    /// How a writer behaves.
    public struct Options: Sendable {
        /// How many bytes may wait, and as many again that are being written. Longer lines are dropped.
        public var capacity: Int

        /// What happens to a line that finds the buffer full.
        public var overflow: LogOverflow

        /// How long the thread waits for more lines before it writes.
        public var delay: Duration

        /// Lines of this level and above are written without delay; `nil` delays all.
        public var urgentLevel: Logger.Level?

        /// How long `run()` may take for the last flush.
        public var shutdownTimeout: Duration

        /// Makes options.
        ///
        /// - Parameters:
        ///   - capacity: How many bytes may wait; at least 4 KiB.
        ///   - overflow: What happens to a line that finds the buffer full.
        ///   - delay: How long the thread waits for more lines.
        ///   - urgentLevel: Lines of this level and above are written without delay.
        ///   - shutdownTimeout: How long the last flush may take.
        public init(
            capacity: Int = 1 << 20,
            overflow: LogOverflow = .dropNewest,
            delay: Duration = .milliseconds(10),
            urgentLevel: Logger.Level? = .error,
            shutdownTimeout: Duration = .seconds(5)
        ) {
            self.capacity = max(capacity, 4096)
            self.overflow = overflow
            self.delay = delay
            self.urgentLevel = urgentLevel
            self.shutdownTimeout = shutdownTimeout
        }

        /// 1 MiB, the newest lines are dropped, 10 ms, errors at once, 5 s.
        public static var standard: Options { Options() }
    }

    let core: WriterCore
    private let shutdownTimeout: Duration
    private let crashQueue: UnsafeCrashQueue?

    /// Makes a writer. It writes nothing until ``run()``.
    ///
    /// - Parameters:
    ///   - destination: Where lines go: `.standardOutput`, `.file(path)`, a ``SyslogDestination``.
    ///   - options: How the writer behaves.
    ///   - flushesOnCrash: Whether the buffer is written when the process crashes.
    ///   - metrics: Where to count what is dropped; nothing is counted without it.
    ///   - logger: Where to warn about it, at most every ten seconds. A logger that does not write here.
    public init(
        _ destination: some LogDestination,
        options: Options = .standard,
        flushesOnCrash: Bool = false,
        metrics: (any MetricsFactory)? = nil,
        logger: Logger? = nil
    ) {
        core = WriterCore(destination, options: options, metrics: metrics, logger: logger)
        shutdownTimeout = options.shutdownTimeout
        crashQueue = flushesOnCrash ? UnsafeCrashQueue(core.crashState(for: destination)) : nil
        _ = crashQueue?.register()
    }

    deinit {
        crashQueue?.remove()
    }

    /// Takes a line, or drops and counts it.
    public func write(_ line: UnsafeRawBufferPointer, level: Logger.Level) {
        // An empty one has no newline to be counted by.
        if !line.isEmpty { core.write(line, level: level) }
    }

    /// Waits until all lines taken so far have been written, for 5 s at most.
    public func flush() {
        flush(upTo: .seconds(5))
    }

    /// Waits until all lines taken so far have been written. It blocks its thread: for the end of a program.
    ///
    /// While `run()` runs, its thread writes; otherwise the caller does.
    ///
    /// - Parameter duration: The longest wait.
    /// - Returns: Whether all have been written.
    @discardableResult
    public func flush(upTo duration: Duration) -> Bool {
        core.flush(upTo: duration)
    }

    /// Opens the destination again before the next line: for a file that was moved away. See ``ReopenOnSignal``.
    public func reopen() {
        core.destination.reopen()
    }

    /// What has happened to lines so far.
    public var statistics: LogWriterStatistics { core.statistics }

    /// Writes lines until the service is shut down, and then what is left.
    ///
    /// - Throws: What the destination throws when it cannot be opened, and ``LogDestinationError`` when there are no
    ///   more threads, or when the writer runs already. `CancellationError` when the task is cancelled: lines that wait
    ///   are kept.
    public func run() async throws {
        try core.destination.open()
        let (ended, end) = AsyncStream<Never>.makeStream()
        try core.start { end.finish() }
        do {
            try await gracefulShutdown()
        } catch {
            core.stop(by: .now)
            throw error
        }
        core.stop(by: .now + shutdownTimeout)
        // The thread sees the end of the time itself: no destination keeps it longer than a moment.
        for await _ in ended {}
        if Task.isCancelled { core.stop(by: .now) }
    }
}

/// What has happened to the lines of a writer.
public struct LogWriterStatistics: Sendable, Hashable {
    /// Lines that were taken.
    public var accepted: Int

    /// Lines that were dropped.
    public var dropped: Int

    /// Writes that failed, and were tried again.
    public var writeErrors: Int

    /// Bytes that wait.
    public var waitingBytes: Int
}

/// The state of a queue, to be handed to the table of the crash handler and taken out again.
// Safe: only the address goes through here; the table has a lock of its own.
private struct UnsafeCrashQueue: @unchecked Sendable {
    private let state: UnsafeMutablePointer<LineQueue.State>

    init?(_ state: UnsafeMutablePointer<LineQueue.State>?) {
        guard let state else { return nil }
        self.state = state
    }

    func register() -> Bool { CrashFlush.register(state) }

    func remove() { CrashFlush.remove(state) }
}
