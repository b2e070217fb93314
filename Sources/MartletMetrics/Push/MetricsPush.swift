import CoreMetrics
public import Logging
import Martlet
public import ServiceLifecycle

/// Sends what a registry has counted, every so often: what each pushing exporter is made of.
///
/// ```swift
/// let push = MetricsPush(registry, to: sink, every: .seconds(10), logger: logger)
/// try await ServiceGroup(services: [server, push], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// Each interval is drained and encoded when it ends, whether the backend is there or not, and waits in a queue within
/// bounds. When sending fails, it is tried again after a delay that grows; nothing that counts ever waits for it. What
/// had to be dropped is counted and logged. On graceful shutdown the last interval is sent, too.
///
/// Metrics: the counters `martlet_metrics_sent` and `martlet_metrics_dropped`, payloads by `exporter`.
public struct MetricsPush<Sink: MetricsSink>: Service {
    private let registry: MetricsRegistry
    private let sink: Sink
    private let interval: Duration
    private let options: MetricsPushOptions
    private let clock: any Clock<Duration>
    private let report: PushReport

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
        self.clock = clock
        report = PushReport(options, logger: logger)
    }

    /// Sends until the service group shuts down or the task is cancelled; run it once.
    ///
    /// - Throws: `CancellationError` when the task was cancelled; then the last interval is lost.
    public func run() async throws {
        // Not a `defer`, which cannot wait.
        do {
            try await run(on: clock)
        } catch {
            await sink.close()
            throw error
        }
        await sink.close()
    }

    private func run<C: Clock<Duration>>(on clock: C) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask {
                let firstTick = clock.now.advanced(by: interval)
                var state = PushState<Sink.Payload, C.Instant>(options, firstTick: firstTick)
                defer { report.lost(state.queue.count) }
                try await push(&state, on: clock)
            }
            group.addTask {
                // All that follows a shutdown has this much time, also what is being sent when it comes.
                try await gracefulShutdown()
                try await clock.sleep(for: options.shutdownTimeout)
            }
            defer { group.cancelAll() }
            // Whichever ends first: all is sent, or the time is over. The group waits for the other, which is
            // cancelled.
            try await group.next()
        }
    }

    /// Drains and sends in turn until a shutdown, and then the rest.
    private func push<C: Clock<Duration>>(_ state: inout PushState<Sink.Payload, C.Instant>, on clock: C) async throws {
        while !Task.isShuttingDownGracefully {
            try Task.checkCancellation()
            let now = clock.now
            if state.isTick(at: now, every: interval) {
                enqueue(&state)
            } else if state.canTry(at: now), let payload = state.queue.first {
                try await attempt(payload, &state, on: clock)
            } else {
                // Ends early for a shutdown.
                try? await cancelWhenGracefulShutdown { [wake = state.wake] in
                    try await clock.sleep(until: wake, tolerance: nil)
                }
            }
        }
        enqueue(&state)
        // The backend may be back, so the first try is at once.
        state.nextTry = nil
        while let payload = state.queue.first {
            try Task.checkCancellation()
            if let nextTry = state.nextTry { try await clock.sleep(until: nextTry, tolerance: nil) }
            try await attempt(payload, &state, on: clock)
        }
    }

    private func enqueue<Instant>(_ state: inout PushState<Sink.Payload, Instant>) {
        var dropped = 0
        for payload in sink.encode(registry, at: options.wallClock()) {
            dropped += state.queue.append(payload, size: sink.size(of: payload))
        }
        report.dropped(dropped)
    }

    /// Tries to send the first payload, and says when to go on.
    private func attempt<C: Clock<Duration>>(
        _ payload: Sink.Payload,
        _ state: inout PushState<Sink.Payload, C.Instant>,
        on clock: C
    ) async throws {
        do {
            try await send(payload, on: clock)
            report.succeeded()
        } catch let error as MetricsSinkError {
            report.rejected(error)
        } catch {
            try Task.checkCancellation()
            report.failed(error)
            // A backend that asks for time gets it, within bounds.
            let asked = min((error as? Status)?.retry?.delay ?? .zero, .seconds(300))
            let delay = max(state.backoff.delay(random: options.random()), asked)
            state.nextTry = clock.now.advanced(by: delay)
            return
        }
        state.queue.removeFirst()
        state.backoff.reset()
        state.nextTry = nil
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
}
