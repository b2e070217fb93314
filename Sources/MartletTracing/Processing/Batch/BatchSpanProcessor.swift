public import CoreMetrics
public import Logging
public import ServiceLifecycle
import Synchronization

/// Collects spans and exports them in batches, beside the work of the service and never in its way.
///
/// It is a `Service`: make it in `main`, and put it first in the `ServiceGroup`, so that it ends last and exports the spans
/// of what ended before it.
///
/// ```swift
/// let batches = BatchSpanProcessor(exporter: exporter, logger: logger, metrics: metrics)
/// let tracer = SamplingTracer(processor: batches)
/// try await ServiceGroup(services: [batches, server], logger: logger).run()
/// ```
///
/// A span that ends is put into a queue, which takes well under a microsecond. It is exported when a batch is full or the
/// schedule comes round. When the collector is away a batch is sent again with growing delays, until its attempts are used
/// up; meanwhile the queue fills, and when it is full new spans are dropped and counted. So memory is bounded and the service
/// is as quick as ever.
///
/// Spans wait in the queue before ``run()`` begins, too. At graceful shutdown everything that waits is exported, within
/// ``Options/shutdownTimeout``; on cancellation it is dropped and counted at once.
///
/// Metrics: the counters `martlet_spans_exported`, `martlet_span_export_retries`, and `martlet_spans_dropped` by `reason`:
/// `queue_full`, `export_failed`, `rejected` (the collector took the others of a batch), `shutdown`. A warning about dropped
/// spans is logged at most once a minute for each reason.
public final class BatchSpanProcessor: SpanProcessor, Service {
    private struct State {
        var queue: SpanQueue
        var isClosed = false
    }

    private enum Arrival {
        case waits, completesBatch, refused(SpanDropReason)
    }

    private let state: Mutex<State>
    private let alarm = Alarm()
    private let isRunning = Atomic(false)
    private let exporter: any SpanExporter
    private let options: Options
    private let backoff: ExportBackoff
    private let statistics: ExportStatistics
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double

    /// Makes a processor. Nothing is exported before ``run()``.
    ///
    /// - Parameters:
    ///   - exporter: Sends the spans.
    ///   - options: How they are batched.
    ///   - logger: Told of spans that are dropped.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: Measures schedule, delays and limits; tests pass a manual one.
    ///   - random: Gives numbers from 0 up to but not including 1, by which delays are spread; tests pass a constant.
    public init<C: Clock<Duration>>(
        exporter: some SpanExporter,
        options: Options = Options(),
        logger: Logger? = nil,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.exporter = exporter
        self.options = options
        self.random = random
        state = Mutex(State(queue: SpanQueue(capacity: options.maximumQueueSize, batchSize: options.maximumBatchSize)))
        backoff = ExportBackoff(
            initial: options.initialBackoff,
            maximum: options.maximumBackoff,
            attempts: max(options.maximumAttempts, 1)
        )
        let origin = clock.now
        statistics = ExportStatistics(logger: logger, metrics: metrics) { origin.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
    }

    /// How many spans wait at this moment, without those that are just being exported.
    public var queuedSpanCount: Int { state.withLock { $0.queue.count } }

    /// Puts a span into the queue, or drops it when the queue is full or the service has ended.
    public func onEnd(_ span: FinishedSpan) {
        let arrival: Arrival = state.withLock { state in
            guard !state.isClosed else { return .refused(.shutdown) }
            guard state.queue.append(span) else { return .refused(.queueFull) }
            return state.queue.hasFullBatch ? .completesBatch : .waits
        }
        switch arrival {
        case .waits: break
        case .completesBatch: alarm.ring()
        case .refused(let reason): statistics.dropped(1, reason)
        }
    }

    /// Exports soon what waits, and returns at once.
    public func forceFlush() {
        alarm.ring()
    }

    /// Exports until graceful shutdown, and then what still waits; ends at once when it is cancelled.
    ///
    /// It runs once: a second call returns at once.
    public func run() async {
        guard isRunning.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
        await withTaskGroup { group in
            group.addTask { await self.exportUntilShutdown() }
            group.addTask {
                guard (try? await gracefulShutdown()) != nil else { return }
                try? await self.sleep(self.options.shutdownTimeout)
            }
            // Whichever ends first: everything is exported, or the time for it is over.
            await group.next()
            group.cancelAll()
        }
        let rest = state.withLock { state in
            state.isClosed = true
            return state.queue.removeAll()
        }
        statistics.dropped(rest, .shutdown)
    }

    private func exportUntilShutdown() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await waitForSchedule()
            await exportQueue()
        }
        // Spans that ended during the last export.
        await exportQueue()
    }

    /// Waits until the schedule comes round, somebody rings or the service is shut down.
    private func waitForSchedule() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await self.alarm.wait() }
                group.addTask { try? await self.sleep(self.options.scheduleDelay) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func exportQueue() async {
        while !Task.isCancelled, let batch = state.withLock({ $0.queue.popBatch() }) {
            await export(batch)
        }
    }

    /// Exports a batch, and counts what becomes of its spans whatever happens.
    private func export(_ batch: [FinishedSpan]) async {
        var attempt = 1
        while true {
            let failure = await attemptExport(batch)
            guard let failure else {
                statistics.exported(batch.count)
                return
            }
            if let rejected = failure.rejectedSpanCount {
                let rejected = min(max(rejected, 0), batch.count)
                statistics.exported(batch.count - rejected)
                statistics.dropped(rejected, .rejected, failure.message)
                if rejected == 0 { statistics.noticed(failure.message) }
                return
            }
            guard !Task.isCancelled else {
                statistics.dropped(batch.count, .shutdown, failure.message)
                return
            }
            guard failure.isRetryable,
                let delay = backoff.delay(after: attempt, retryAfter: failure.retryAfter, random: random())
            else {
                statistics.dropped(batch.count, .exportFailed, failure.message)
                return
            }
            statistics.retried(failure.message)
            attempt += 1
            await wait(delay)
            guard !Task.isCancelled else {
                statistics.dropped(batch.count, .shutdown, failure.message)
                return
            }
        }
    }

    /// Waits before the next attempt. Shutdown ends a wait that has begun, for there may be little time left.
    private func wait(_ delay: Duration) async {
        if Task.isShuttingDownGracefully {
            try? await sleep(delay)
        } else {
            _ = try? await cancelWhenGracefulShutdown { try await self.sleep(delay) }
        }
    }

    /// - Returns: Why it failed; `nil` when it did not.
    private func attemptExport(_ batch: [FinishedSpan]) async -> SpanExportError? {
        await withTaskGroup(of: AttemptEnd.self) { group in
            group.addTask { .exported(await self.failure { try await self.exporter.export(batch) }) }
            group.addTask {
                try? await self.sleep(self.options.exportTimeout)
                return .timeout
            }
            let end = await group.next()
            group.cancelAll()
            return switch end {
            case .exported(let failure): failure
            case .timeout, nil: SpanExportError("no answer in \(self.options.exportTimeout)", isRetryable: true)
            }
        }
    }

    private enum AttemptEnd: Sendable {
        case exported(SpanExportError?)
        case timeout
    }

    private func failure(of export: () async throws -> Void) async -> SpanExportError? {
        do {
            try await export()
            return nil
        } catch let error as SpanExportError {
            return error
        } catch {
            return SpanExportError("\(error)", isRetryable: false)
        }
    }
}
