import ExporterTesting
import InMemoryLogging
import Logging
import MartletTesting
import MartletTracing
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct BatchSpanProcessorTests {
    private let clock = ManualClock()
    private let metrics = CountedMetrics()
    private let log = InMemoryLogHandler()
    private let retryable = SpanExportError("away", isRetryable: true)

    private func processor(
        _ exporter: ScriptedExporter,
        _ change: (inout BatchSpanProcessor.Options) -> Void = { _ in }
    ) -> BatchSpanProcessor {
        BatchSpanProcessor(
            exporter: exporter,
            options: BatchSpanProcessor.Options(change),
            logger: Logger(label: "test") { _ in log },
            metrics: metrics,
            clock: clock,
            random: { 0 }
        )
    }

    private func end(_ names: [String], in processor: BatchSpanProcessor) {
        for name in names {
            processor.onEnd(FinishedSpan(name: name, spanContext: .remote(), startNanoseconds: 0, endNanoseconds: 0))
        }
    }

    private func dropped(_ reason: String) -> Int64 { metrics["martlet_spans_dropped[\(reason)]"] }
    private var exported: Int64 { metrics["martlet_spans_exported"] }

    /// Waits until a batch has failed so often in all and the next attempt is waited for.
    private func waitForBackoff(_ count: Int64) async throws {
        await metrics.wait(for: "martlet_span_export_retries", atLeast: count)
        try await clock.waitForSleepers(1)
    }

    /// Runs the processor beside a body, and shuts it down gracefully after it.
    private func running(
        _ processor: BatchSpanProcessor,
        _ body: @escaping @Sendable (GracefulShutdownTestTrigger) async throws -> Void
    ) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { await processor.run() }
                try await body(trigger)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    // MARK: Batches

    @Test func theScheduleExportsWhatWaits() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter)
        end(["a", "b"], in: processor)
        #expect(processor.queuedSpanCount == 2, "nothing starts before it runs")
        try await running(processor) { [clock] _ in
            try await clock.waitForSleepers(1)
            clock.advance(by: .milliseconds(4_999))
            #expect(exporter.batches.isEmpty)
            clock.advance(by: .milliseconds(1))
            await metrics.wait(for: "martlet_spans_exported", atLeast: 2)
            // The next interval.
            try await clock.waitForSleepers(1)
            end(["c"], in: processor)
            clock.advance(by: .seconds(10))
            await exporter.waitForBatches(2)
        }
        #expect(exporter.batches == [["a", "b"], ["c"]])
        #expect(exported == 3)
        #expect(log.entries.isEmpty)
    }

    @Test func aFullBatchIsExportedAtOnce() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter) { $0.maximumBatchSize = 2 }
        try await running(processor) { _ in
            end(["a", "b", "c"], in: processor)
            await exporter.waitForBatches(1)
        }
        #expect(exporter.batches.flatMap(\.self) == ["a", "b", "c"])
        #expect(exporter.batches.allSatisfy { $0.count <= 2 })
    }

    @Test func aFlushIsExportedAtOnce() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter)
        try await running(processor) { _ in
            end(["a"], in: processor)
            processor.forceFlush()
            await exporter.waitForBatches(1)
        }
        #expect(exporter.batches == [["a"]])
    }

    @Test func withNothingToExportNothingIsExported() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter)
        try await running(processor) { [clock] _ in
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(5))
            try await clock.waitForSleepers(1)
        }
        #expect(exporter.batches.isEmpty)
    }

    // MARK: The queue

    @Test func theQueueIsBounded() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter) { $0.maximumQueueSize = 3 }
        end((1...10).map(String.init), in: processor)
        #expect(processor.queuedSpanCount == 3)
        #expect(dropped("queue_full") == 7)
        #expect(log.entries.count == 1, "one warning for all of them")
        #expect(log.entries.first?.level == .warning)
        #expect(log.entries.first?.metadata["reason"] == "queue_full")
        try await running(processor) { _ in await exporter.waitForBatches(1) }
        #expect(exporter.batches == [["1", "2", "3"]], "what came first is kept")
    }

    @Test func whileTheCollectorIsAwayMemoryIsBounded() async throws {
        let exporter = ScriptedExporter(.fail(retryable))
        let processor = processor(exporter) {
            $0.maximumQueueSize = 4
            $0.maximumBatchSize = 2
            $0.maximumAttempts = 100
        }
        try await running(processor) { [clock] _ in
            end(["1", "2"], in: processor)
            await exporter.waitForBatches(1)
            try await waitForBackoff(1)
            end((3...1_000).map(String.init), in: processor)
            #expect(processor.queuedSpanCount == 4)
            #expect(dropped("queue_full") == 994)
            // It is back.
            exporter.answer(.succeed)
            clock.advance(by: .seconds(60))
            await exporter.waitForBatches(4)
        }
        #expect(exporter.batches == [["1", "2"], ["1", "2"], ["3", "4"], ["5", "6"]])
        #expect(exported == 6)
        #expect(metrics["martlet_span_export_retries"] == 1)
    }

    // MARK: Failures

    @Test func aBatchIsSentAgainWithGrowingDelays() async throws {
        let exporter = ScriptedExporter(.fail(retryable), .fail(retryable), .succeed)
        let processor = processor(exporter)
        end(["a"], in: processor)
        try await running(processor) { [clock] _ in
            processor.forceFlush()
            await exporter.waitForBatches(1)
            try await waitForBackoff(1)
            clock.advance(by: .milliseconds(499))
            #expect(exporter.batches.count == 1)
            clock.advance(by: .milliseconds(1))
            await exporter.waitForBatches(2)
            try await waitForBackoff(2)
            clock.advance(by: .milliseconds(999))
            #expect(exporter.batches.count == 2)
            clock.advance(by: .milliseconds(1))
            await exporter.waitForBatches(3)
        }
        #expect(exported == 1)
        #expect(metrics["martlet_span_export_retries"] == 2)
        #expect(dropped("export_failed") == 0)
    }

    @Test func theOtherSideMayAskForTime() async throws {
        let busy = SpanExportError("busy", isRetryable: true, retryAfter: .seconds(7))
        let exporter = ScriptedExporter(.fail(busy), .succeed)
        let processor = processor(exporter)
        end(["a"], in: processor)
        try await running(processor) { [clock] _ in
            processor.forceFlush()
            await exporter.waitForBatches(1)
            try await waitForBackoff(1)
            clock.advance(by: .milliseconds(6_999))
            #expect(exporter.batches.count == 1)
            clock.advance(by: .milliseconds(1))
            await exporter.waitForBatches(2)
        }
        #expect(exported == 1)
    }

    @Test func afterTheLastAttemptTheBatchIsDropped() async throws {
        let exporter = ScriptedExporter(.fail(retryable))
        let processor = processor(exporter) { $0.maximumAttempts = 2 }
        end(["a", "b"], in: processor)
        try await running(processor) { [clock] _ in
            processor.forceFlush()
            await exporter.waitForBatches(1)
            try await waitForBackoff(1)
            clock.advance(by: .seconds(1))
            await exporter.waitForBatches(2)
            // And goes on with the next.
            exporter.answer(.succeed)
            end(["c"], in: processor)
            processor.forceFlush()
            await exporter.waitForBatches(3)
        }
        #expect(dropped("export_failed") == 2)
        #expect(exported == 1)
        #expect(log.entries.map { $0.metadata["error"] } == ["away"])
    }

    @Test func otherFailuresAreFinal() async throws {
        struct Crash: Error {}
        let exporter = ScriptedExporter(.fail(SpanExportError("bad", isRetryable: false)), .crash(Crash()), .succeed)
        let processor = processor(exporter) { $0.maximumBatchSize = 1 }
        end(["a", "b", "c"], in: processor)
        try await running(processor) { _ in await exporter.waitForBatches(3) }
        #expect(exporter.batches == [["a"], ["b"], ["c"]])
        #expect(dropped("export_failed") == 2)
        #expect(exported == 1)
    }

    @Test func partsOfABatchMayBeRejected() async throws {
        let exporter = ScriptedExporter(
            .fail(SpanExportError("two are bad", isRetryable: false, rejectedSpanCount: 2)),
            .fail(SpanExportError("beware", isRetryable: false, rejectedSpanCount: 0)),
            .fail(SpanExportError("strange", isRetryable: true, rejectedSpanCount: 100))
        )
        let processor = processor(exporter) { $0.maximumBatchSize = 3 }
        end((1...9).map(String.init), in: processor)
        try await running(processor) { _ in await exporter.waitForBatches(3) }
        #expect(exporter.batches.count == 3, "none is sent again")
        #expect(dropped("rejected") == 2 + 3)
        #expect(exported == 1 + 3)
        #expect(log.entries.map { $0.metadata["warning"] ?? $0.metadata["error"] } == ["two are bad", "beware"])
    }

    @Test func anAttemptHasALimit() async throws {
        let exporter = ScriptedExporter(.hang, .succeed)
        let processor = processor(exporter) { $0.exportTimeout = .seconds(3) }
        end(["a"], in: processor)
        try await running(processor) { [clock] _ in
            processor.forceFlush()
            await exporter.waitForBatches(1)
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(3))
            // Now it waits to try again.
            try await waitForBackoff(1)
            clock.advance(by: .seconds(1))
            await exporter.waitForBatches(2)
        }
        #expect(exporter.batches == [["a"], ["a"]])
        #expect(exported == 1)
    }

    // MARK: The end

    @Test func shutdownExportsWhatWaits() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter) { $0.maximumBatchSize = 2 }
        try await running(processor) { [clock] _ in
            try await clock.waitForSleepers(1)
            end(["a"], in: processor)
        }
        #expect(exporter.batches == [["a"]])
        #expect(exported == 1)
        end(["late"], in: processor)
        #expect(dropped("shutdown") == 1)
        #expect(processor.queuedSpanCount == 0)
    }

    @Test func alsoWhenItBeginsDuringTheShutdown() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter)
        end(["a"], in: processor)
        await testGracefulShutdown { trigger in
            trigger.triggerGracefulShutdown()
            await processor.run()
        }
        #expect(exporter.batches == [["a"]])
    }

    @Test func shutdownTriesAgainAtOnce() async throws {
        let exporter = ScriptedExporter(.fail(retryable), .succeed)
        let processor = processor(exporter) { $0.initialBackoff = .seconds(30) }
        end(["a"], in: processor)
        try await running(processor) { trigger in
            processor.forceFlush()
            await exporter.waitForBatches(1)
            try await waitForBackoff(1)
            trigger.triggerGracefulShutdown()
            await exporter.waitForBatches(2)
        }
        #expect(exported == 1)
    }

    @Test func shutdownHasALimit() async throws {
        let exporter = ScriptedExporter(.hang)
        let processor = processor(exporter) {
            $0.shutdownTimeout = .seconds(2)
            $0.maximumBatchSize = 1
        }
        end(["a", "b", "c"], in: processor)
        try await running(processor) { [clock] trigger in
            await exporter.waitForBatches(1)
            trigger.triggerGracefulShutdown()
            // The attempt and the limit.
            try await clock.waitForSleepers(2)
            clock.advance(by: .seconds(2))
        }
        #expect(dropped("shutdown") == 3)
        #expect(exported == 0)
        #expect(exporter.batches.count == 1)
    }

    @Test func cancellationEndsItAtOnce() async throws {
        let exporter = ScriptedExporter(.hang)
        let processor = processor(exporter)
        end(["a"], in: processor)
        // unstructured: it is cancelled.
        let task = Task { await processor.run() }
        processor.forceFlush()
        await exporter.waitForBatches(1)
        end(["b"], in: processor)
        task.cancel()
        await task.value
        #expect(dropped("shutdown") == 2)
        #expect(exporter.batches.count == 1)
    }

    @Test func itRunsOnce() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter)
        try await running(processor) { [clock] _ in
            try await clock.waitForSleepers(1)
            await processor.run()
        }
        await processor.run()
    }

    @Test func spansOfManyTasksAllArrive() async throws {
        let exporter = ScriptedExporter()
        let processor = processor(exporter) {
            $0.maximumQueueSize = 10_000
            $0.maximumBatchSize = 64
        }
        try await running(processor) { _ in
            await withTaskGroup { group in
                for task in 0..<8 {
                    group.addTask { end((0..<500).map { "\(task)-\($0)" }, in: processor) }
                }
            }
        }
        #expect(Set(exporter.batches.flatMap(\.self)).count == 4_000)
        #expect(exported == 4_000)
        #expect(exporter.batches.allSatisfy { $0.count <= 64 })
    }
}
