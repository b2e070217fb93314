import CoreMetrics
public import Logging
import Martlet
public import ServiceLifecycle

/// Sends what a registry has counted, every so often: what each pushing exporter is made of.
///
/// Each interval is drained and encoded when it ends, whether the backend is there or not, and waits in a queue within
/// bounds. When sending fails, it is tried again after a delay that grows; nothing that counts ever waits for it. What had to be
/// dropped is counted, and logged when the backend is back. On graceful shutdown the last interval is sent, too.
///
/// Metrics: the counters `martlet_metrics_sent` and `martlet_metrics_dropped`, payloads by `exporter`.
public struct MetricsPush<Sink: MetricsSink>: Service {
    private let registry: MetricsRegistry
    private let sink: Sink
    private let interval: Duration
    private let options: MetricsPushOptions
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let sent: Counter?
    private let dropped: Counter?

    /// Makes a push. Nothing happens until ``run()``.
    ///
    /// - Parameters:
    ///   - registry: What to send. It is drained, so it belongs to this push alone.
    ///   - sink: Where to send it.
    ///   - interval: How often, at least a millisecond.
    ///   - options: Bounds, time-outs, delays.
    ///   - logger: Where to say that the backend is away or back.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init(
        _ registry: MetricsRegistry,
        to sink: Sink,
        every interval: Duration = .seconds(10),
        options: MetricsPushOptions = MetricsPushOptions(),
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.registry = registry
        self.sink = sink
        self.interval = max(interval, .milliseconds(1))
        self.options = options
        self.logger = logger
        self.clock = clock
        let dimensions = [("exporter", options.name)]
        sent = options.metrics.map { Counter(label: "martlet_metrics_sent", dimensions: dimensions, factory: $0) }
        dropped = options.metrics.map { Counter(label: "martlet_metrics_dropped", dimensions: dimensions, factory: $0) }
    }

    /// Sends until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: `CancellationError` when the task was cancelled; then the last interval is lost.
    public func run() async throws {
        try await run(on: clock)
    }

    private func run<C: Clock<Duration>>(on clock: C) async throws {
        var state = PushState<Sink.Payload>(options)
        var nextTick = clock.now.advanced(by: interval)
        var nextTry: C.Instant?
        while true {
            let wake = nextTry.map { min($0, nextTick) } ?? nextTick
            guard try await sleep(until: wake, on: clock) else { break }
            if clock.now >= nextTick {
                enqueue(&state)
                // Ticks that have passed meanwhile are one.
                while nextTick <= clock.now { nextTick = nextTick.advanced(by: interval) }
            }
            if let tryAt = nextTry, clock.now < tryAt { continue }
            nextTry = try await flush(&state, on: clock).map { clock.now.advanced(by: $0) }
        }
        try await finish(&state, on: clock)
    }

    /// - Returns: Whether the time has come; `false` when the service shuts down.
    private func sleep<C: Clock<Duration>>(until instant: C.Instant, on clock: C) async throws -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await clock.sleep(until: instant, tolerance: nil) }
        } catch {
            try Task.checkCancellation()
            return false
        }
        return !Task.isShuttingDownGracefully
    }

    private func enqueue(_ state: inout PushState<Sink.Payload>) {
        for payload in sink.encode(registry, at: options.wallClock()) {
            let lost = state.queue.append(payload, size: sink.size(of: payload))
            drop(lost, &state)
        }
    }

    /// Sends what waits, until all is sent or something fails.
    ///
    /// - Returns: How long to wait before the next try; `nil` when nothing is left.
    private func flush<C: Clock<Duration>>(
        _ state: inout PushState<Sink.Payload>,
        on clock: C
    ) async throws -> Duration? {
        while let payload = state.queue.first {
            do {
                try await send(payload, on: clock)
                sent?.increment()
            } catch let error as MetricsSinkError {
                logger.error("metrics were rejected", error: error, metadata: ["exporter": "\(options.name)"])
                dropped?.increment()
            } catch {
                try Task.checkCancellation()
                failed(error, &state)
                return state.backoff.delay(random: options.random())
            }
            state.queue.removeFirst()
            succeeded(&state)
        }
        return nil
    }

    /// Sends a payload within its time.
    private func send<C: Clock<Duration>>(_ payload: Sink.Payload, on clock: C) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await sink.send(payload) }
            group.addTask {
                try await clock.sleep(for: options.sendTimeout)
                throw Status(.deadlineExceeded, "sending took longer than \(options.sendTimeout)")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The last interval, and what still waits, within the time that a shutdown has.
    private func finish<C: Clock<Duration>>(_ state: inout PushState<Sink.Payload>, on clock: C) async throws {
        enqueue(&state)
        let end = clock.now.advanced(by: options.shutdownTimeout)
        while clock.now < end, let delay = try await flush(&state, on: clock) {
            guard clock.now.advanced(by: delay) < end else { break }
            try await clock.sleep(for: delay)
        }
        if state.queue.count > 0 {
            logger.warning(
                "metrics were lost at the end",
                metadata: ["exporter": "\(options.name)", "payloads": "\(state.queue.count)"]
            )
            dropped?.increment(by: state.queue.count)
        }
        await sink.close()
    }

    // MARK: What is told

    private func drop(_ count: Int, _ state: inout PushState<Sink.Payload>) {
        guard count > 0 else { return }
        state.droppedSinceFailure += count
        dropped?.increment(by: count)
    }

    /// Said once per outage.
    private func failed(_ error: any Error, _ state: inout PushState<Sink.Payload>) {
        guard !state.isFailing else { return }
        state.isFailing = true
        logger.warning(
            "cannot send metrics, and goes on trying",
            error: error,
            metadata: ["exporter": "\(options.name)"]
        )
    }

    private func succeeded(_ state: inout PushState<Sink.Payload>) {
        state.backoff.reset()
        guard state.isFailing || state.droppedSinceFailure > 0 else { return }
        logger.notice(
            "metrics are sent again",
            metadata: ["exporter": "\(options.name)", "dropped": "\(state.droppedSinceFailure)"]
        )
        state.isFailing = false
        state.droppedSinceFailure = 0
    }
}

/// What a push knows between two intervals.
private struct PushState<Payload> {
    var queue: PayloadQueue<Payload>
    var backoff: PushBackoff
    var isFailing = false
    var droppedSinceFailure = 0

    init(_ options: MetricsPushOptions) {
        queue = PayloadQueue(maximumPayloads: options.maximumPayloads, maximumBytes: options.maximumBytes)
        backoff = PushBackoff(initial: options.initialBackoff, maximum: options.maximumBackoff)
    }
}
