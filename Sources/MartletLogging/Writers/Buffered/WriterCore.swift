import CoreMetrics
import Logging
import Synchronization

/// The buffer of a ``BufferedLogWriter`` and the loop of its thread.
final class WriterCore: Sendable {
    /// What the thread waits for.
    private enum Sleep {
        case awake
        /// Any line.
        case idle
        /// More lines: it wakes by itself soon.
        case gathering
    }

    private enum Thread: Equatable {
        case none
        case running
        case stopping(by: ContinuousClock.Instant)
    }

    private struct State: ~Copyable {
        var queue: LineQueue
        var sleep = Sleep.awake
        var thread = Thread.none
        /// Whether a thread writes the batch in flight.
        var isDraining = false
        /// Whether somebody waits for a flush, so that nothing is gathered.
        var flushes = 0
        /// Whether a line waits that should not wait for others.
        var isUrgent = false
        /// Whether the thread has waited for more lines since it wrote last.
        var hasGathered = false
        /// Lines that were taken, and lines that have left the queue: written, or dropped after they were taken.
        var accepted = 0
        var left = 0
        var linesInFlight = 0
        var dropped = 0
        var writeErrors = 0
        var warnedAt: ContinuousClock.Instant?
        var warnedAbout = 0
    }

    let destination: any LogDestination
    private let options: BufferedLogWriter.Options
    private let droppedLines: Counter?
    private let failedWrites: Counter?
    private let logger: Logger?
    private let crashOutput: CrashOutput?
    private let state: Mutex<State>
    /// There is something to do for the thread.
    private let work = ThreadEvent()
    /// There is room, or lines have been written.
    private let progress = ThreadEvent()

    init(
        _ destination: some LogDestination,
        options: BufferedLogWriter.Options,
        metrics: (any MetricsFactory)?,
        logger: Logger?
    ) {
        self.destination = destination
        self.options = options
        droppedLines = metrics.map { Counter(label: "martlet_log_dropped_lines", factory: $0) }
        failedWrites = metrics.map { Counter(label: "martlet_log_write_errors", factory: $0) }
        self.logger = logger
        crashOutput = destination.crashOutput
        state = Mutex(State(queue: LineQueue(capacity: options.capacity)))
    }

    /// The state for the crash handler, when the destination can be written in a crash.
    func crashState(for destination: some LogDestination) -> UnsafeMutablePointer<LineQueue.State>? {
        guard let crashOutput else { return nil }
        let queue = state.withLock { LineQueue.InFlight(state: $0.queue.state) }
        queue.state.pointee.output = crashOutput.cells
        return queue.state
    }

    var statistics: LogWriterStatistics {
        state.withLock {
            LogWriterStatistics(
                accepted: $0.accepted,
                dropped: $0.dropped,
                writeErrors: $0.writeErrors,
                waitingBytes: $0.queue.count + $0.queue.inFlight.bytes.count
            )
        }
    }

    // MARK: - Callers

    func write(_ line: UnsafeRawBufferPointer, level: Logger.Level) {
        let isUrgent = options.urgentLevel.map { level >= $0 } ?? false
        let bytes = Line(bytes: line)
        let outcome = state.withLock { Self.append(bytes, isUrgent: isUrgent, options: options, to: &$0) }
        if outcome.wakes { work.signal() }
        if outcome.isFull {
            waitAndWrite(bytes, isUrgent: isUrgent)
        } else if outcome.dropped > 0 {
            droppedLines?.increment(by: outcome.dropped)
        }
    }

    /// A line during a call of ``write(_:level:)``.
    // Safe: it never leaves the call, nor the thread that makes it.
    private struct Line: @unchecked Sendable {
        let bytes: UnsafeRawBufferPointer
    }

    private struct Outcome {
        var wakes = false
        var dropped = 0
        /// There was no room, and the caller may wait for some.
        var isFull = false
    }

    @inline(__always)
    private static func append(
        _ line: Line,
        isUrgent: Bool,
        options: BufferedLogWriter.Options,
        to state: inout State
    ) -> Outcome {
        var outcome = Outcome()
        if state.queue.append(line.bytes) {
            state.accepted += 1
        } else {
            makeRoom(for: line.bytes, options: options, in: &state, &outcome)
        }
        if isUrgent { state.isUrgent = true }
        switch state.sleep {
        case .awake: break
        case .idle:
            outcome.wakes = true
            state.sleep = .awake
        case .gathering where isUrgent || state.queue.count > options.capacity / 2:
            outcome.wakes = true
            state.sleep = .awake
        case .gathering: break
        }
        return outcome
    }

    @inline(never)
    private static func makeRoom(
        for line: UnsafeRawBufferPointer,
        options: BufferedLogWriter.Options,
        in state: inout State,
        _ outcome: inout Outcome
    ) {
        switch options.overflow.kind {
        case .dropOldest where line.count <= options.capacity:
            outcome.dropped = state.queue.dropOldest(toFit: line.count)
            state.left += outcome.dropped
            if state.queue.append(line) { state.accepted += 1 } else { outcome.dropped += 1 }
        case .block where line.count <= options.capacity:
            outcome.isFull = true
            return
        case .dropNewest, .dropOldest, .block:
            outcome.dropped = 1
        }
        state.dropped += outcome.dropped
    }

    @inline(never)
    private func waitAndWrite(_ line: Line, isUrgent: Bool) {
        guard case .block(let duration) = options.overflow.kind else { return }
        let end = ContinuousClock.now + duration
        while true {
            let generation = progress.generation
            let outcome = state.withLock { Self.append(line, isUrgent: isUrgent, options: options, to: &$0) }
            if outcome.wakes { work.signal() }
            guard outcome.isFull else { return }
            let left = end - ContinuousClock.now
            guard left > .zero else { break }
            progress.wait(after: generation, upTo: left)
        }
        state.withLock { $0.dropped += 1 }
        droppedLines?.increment()
    }

    func flush(upTo duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        let goal = state.withLock {
            $0.flushes += 1
            return $0.accepted
        }
        defer { state.withLock { $0.flushes -= 1 } }
        while true {
            let generation = progress.generation
            let (isDone, hasThread) = state.withLock { ($0.left >= goal, $0.thread != .none || $0.isDraining) }
            if isDone { return true }
            let left = end - ContinuousClock.now
            guard left > .zero else { return false }
            if hasThread {
                wake()
                progress.wait(after: generation, upTo: min(left, .milliseconds(100)))
            } else if !drain() {
                // The destination does not take anything: do not ask it again at once.
                progress.wait(after: generation, upTo: min(left, .milliseconds(20)))
            }
        }
    }

    // MARK: - The thread

    func start(onEnd: @escaping @Sendable () -> Void) throws(LogDestinationError) {
        let isStarted = state.withLock {
            guard $0.thread == .none else { return false }
            $0.thread = .running
            return true
        }
        guard isStarted else { throw LogDestinationError("run a writer that runs already", code: 0) }
        do throws(LogDestinationError) {
            try WriterThread.start { [self] in
                loop()
                onEnd()
            }
        } catch {
            state.withLock { $0.thread = .none }
            throw error
        }
    }

    /// Ends the thread when everything has been written, or when the time is over.
    func stop(by deadline: ContinuousClock.Instant) {
        state.withLock {
            if $0.thread != .none { $0.thread = .stopping(by: deadline) }
        }
        wake()
    }

    private func wake() {
        state.withLock { $0.sleep = .awake }
        work.signal()
    }

    private enum Step {
        case write
        case sleep(Duration?)
        case end
    }

    private func loop() {
        var pause = Duration.zero
        while true {
            let generation = work.generation
            switch nextStep() {
            case .end:
                warnAboutDrops()
                progress.signal()
                return
            case .sleep(let duration):
                warnAboutDrops()
                work.wait(after: generation, upTo: duration)
                pause = .zero
            case .write:
                if drain() {
                    pause = .zero
                } else {
                    // Doubled from 10 ms up to a second. A flush or a stop ends the wait, a line does not.
                    pause = min(max(pause * 2, .milliseconds(10)), .seconds(1))
                    warnAboutDrops()
                    work.wait(after: generation, upTo: isStopping ? .milliseconds(10) : pause)
                }
            }
        }
    }

    /// Whether the thread has been started and has not ended.
    var isRunning: Bool {
        state.withLock { $0.thread != .none }
    }

    private var isStopping: Bool {
        state.withLock { if case .stopping = $0.thread { true } else { false } }
    }

    private func nextStep() -> Step {
        state.withLock { state in
            let isEmpty = state.queue.count == 0 && state.queue.inFlight.isEmpty
            if case .stopping(let deadline) = state.thread, isEmpty || ContinuousClock.now >= deadline {
                state.thread = .none
                return .end
            }
            if isEmpty {
                state.sleep = .idle
                return .sleep(nil)
            }
            let gathers =
                state.thread == .running && !state.hasGathered && !state.isUrgent && state.flushes == 0
                && state.queue.inFlight.isEmpty && state.queue.count <= options.capacity / 2 && options.delay > .zero
            if gathers {
                state.hasGathered = true
                state.sleep = .gathering
                return .sleep(options.delay)
            }
            state.sleep = .awake
            return .write
        }
    }

    /// Writes what waits. Called by the thread, and by who flushes when there is none.
    ///
    /// - Returns: Whether anything was taken by the destination.
    private func drain() -> Bool {
        guard let batch = takeBatch() else { return false }
        var madeProgress = false
        var failure: LogDestinationError?
        do throws(LogDestinationError) {
            let written = try destination.write(batch.bytes)
            madeProgress = written > 0
            batch.consume(written)
        } catch {
            failure = error
            madeProgress = error.unwritable > 0
            batch.consume(error.unwritable)
        }
        let lost = failure.map { $0.unwritable > 0 ? 1 : 0 } ?? 0
        state.withLock { state in
            state.isDraining = false
            state.dropped += lost
            if failure != nil { state.writeErrors += 1 }
            if batch.isEmpty {
                state.left += state.linesInFlight
                state.linesInFlight = 0
            }
        }
        if lost > 0 { droppedLines?.increment(by: lost) }
        if failure != nil { failedWrites?.increment() }
        if madeProgress { progress.signal() }
        return madeProgress
    }

    private func takeBatch() -> LineQueue.InFlight? {
        state.withLock { state in
            guard !state.isDraining else { return nil }
            if state.queue.inFlight.isEmpty {
                let lines = state.queue.lines
                guard state.queue.takeBatch() else { return nil }
                state.hasGathered = false
                state.isUrgent = false
                state.linesInFlight = lines
            }
            state.isDraining = true
            return state.queue.inFlight
        }
    }

    /// Says what was dropped, at most every ten seconds, and never under the lock.
    private func warnAboutDrops() {
        guard let logger else { return }
        let news: (dropped: Int, errors: Int)? = state.withLock { state in
            let now = ContinuousClock.now
            guard state.dropped > state.warnedAbout else { return nil }
            if let warnedAt = state.warnedAt, now - warnedAt < .seconds(10) { return nil }
            defer {
                state.warnedAt = now
                state.warnedAbout = state.dropped
            }
            return (state.dropped - state.warnedAbout, state.writeErrors)
        }
        guard let news else { return }
        logger.warning(
            "log lines were dropped",
            metadata: ["lines": .stringConvertible(news.dropped), "write_errors": .stringConvertible(news.errors)]
        )
    }
}
