import CoreMetrics
import Glibc
import Logging
import MetricsTestKit
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import MartletLogging

@Suite struct BufferedLogWriterTests {
    /// Runs a writer during a closure and shuts it down gracefully after it.
    private func running(_ writer: BufferedLogWriter, _ body: @Sendable () async throws -> Void) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await writer.run() }
                try await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func linesBeforeAndDuringRunAreWrittenInOrder() async throws {
        let destination = ScriptedDestination()
        let writer = BufferedLogWriter(destination)
        writer.write("before\n")
        #expect(destination.text == "")
        try await running(writer) {
            writer.write("during\n")
            #expect(writer.flush(upTo: .seconds(10)))
            #expect(destination.text == "before\nduring\n")
            writer.write("last\n")
        }
        #expect(destination.text == "before\nduring\nlast\n")
        #expect(writer.statistics == LogWriterStatistics(accepted: 3, dropped: 0, writeErrors: 0, waitingBytes: 0))
    }

    @Test func linesAfterRunWaitForAFlush() async throws {
        let destination = ScriptedDestination()
        let writer = BufferedLogWriter(destination)
        try await running(writer) {}
        writer.write("late\n")
        #expect(destination.text == "")
        writer.flush()
        #expect(destination.text == "late\n")
    }

    @Test func itCanRunAgainButNotTwiceAtOnce() async throws {
        let destination = ScriptedDestination()
        let writer = BufferedLogWriter(destination)
        try await running(writer) {
            _ = await eventually { writer.core.isRunning }
            await #expect(throws: LogDestinationError.self) { try await writer.run() }
        }
        try await running(writer) { writer.write("again\n") }
        #expect(destination.text == "again\n")
    }

    @Test func linesGoOutByThemselves() async throws {
        let destination = ScriptedDestination()
        let writer = BufferedLogWriter(destination, options: .init(delay: .milliseconds(1)))
        try await running(writer) {
            writer.write("one\n")
            #expect(await eventually { destination.text == "one\n" })
            writer.write("two\n")
            #expect(await eventually { destination.text == "one\ntwo\n" })
        }
    }

    @Test func urgentLinesAndAHalfFullBufferDoNotWait() async throws {
        let destination = ScriptedDestination()
        let writer = BufferedLogWriter(destination, options: .init(capacity: 4096, delay: .seconds(3_600)))
        try await running(writer) {
            writer.write("error\n", level: .error)
            #expect(await eventually { destination.text == "error\n" })
            let line = String(repeating: "x", count: 1_023) + "\n"
            for _ in 0..<2 { writer.write(line) }
            #expect(destination.text == "error\n")
            writer.write(line)
            #expect(await eventually { destination.text.utf8.count == 6 + 3 * 1_024 })
        }
    }

    @Test func manyThreadsLoseNothing() async throws {
        let destination = ScriptedDestination(mostBytes: 1_000)
        let writer = BufferedLogWriter(
            destination,
            options: .init(capacity: 1 << 20, overflow: .block(upTo: .seconds(60)))
        )
        try await running(writer) {
            await withTaskGroup { group in
                for task in 0..<4 {
                    group.addTask { for number in 0..<5_000 { writer.write("\(task) \(number)\n") } }
                }
            }
        }
        let lines = destination.text.split(separator: "\n")
        #expect(lines.count == 20_000)
        for task in 0..<4 {
            let own = lines.filter { $0.hasPrefix("\(task) ") }
            #expect(own == (0..<5_000).map { "\(task) \($0)" })
        }
    }

    @Test func theNewestAreDropped() throws {
        let metrics = TestMetrics()
        let writer = BufferedLogWriter(ScriptedDestination(), options: .init(capacity: 4096), metrics: metrics)
        let line = String(repeating: "x", count: 1_023) + "\n"
        for _ in 0..<7 { writer.write(line) }
        #expect(writer.statistics == LogWriterStatistics(accepted: 4, dropped: 3, writeErrors: 0, waitingBytes: 4_096))
        #expect(try metrics.expectCounter("martlet_log_dropped_lines").totalValue == 3)
    }

    @Test func theOldestAreDropped() {
        let destination = ScriptedDestination()
        let writer = BufferedLogWriter(destination, options: .init(capacity: 4096, overflow: .dropOldest))
        for number in 0..<7 { writer.write(String(repeating: "\(number)", count: 1_023) + "\n") }
        #expect(writer.statistics.dropped == 3)
        writer.flush()
        #expect(destination.text.split(separator: "\n").map { $0.prefix(1) } == ["3", "4", "5", "6"])
        writer.write(String(repeating: "x", count: 5_000) + "\n")
        #expect(writer.statistics.dropped == 4)
    }

    @Test func aFlushIsDoneAlthoughTheOldestWereDropped() {
        let destination = ScriptedDestination(isOpen: false)
        let writer = BufferedLogWriter(destination, options: .init(capacity: 4096, overflow: .dropOldest))
        for number in 0..<7 { writer.write(String(repeating: "\(number)", count: 1_023) + "\n") }
        #expect(!writer.flush(upTo: .milliseconds(20)))
        destination.setOpen(true)
        #expect(writer.flush(upTo: .seconds(10)))
    }

    @Test func aBlockedCallerGivesUp() {
        let writer = BufferedLogWriter(
            ScriptedDestination(isOpen: false),
            options: .init(capacity: 4096, overflow: .block(upTo: .milliseconds(20)))
        )
        for _ in 0..<4 { writer.write(String(repeating: "x", count: 1_023) + "\n") }
        let start = ContinuousClock.now
        writer.write("late\n")
        #expect(ContinuousClock.now - start >= .milliseconds(20))
        #expect(writer.statistics.dropped == 1)
        writer.write(String(repeating: "x", count: 5_000) + "\n")
        #expect(writer.statistics.dropped == 2)
    }

    @Test func errorsAreCountedAndTriedAgain() async throws {
        let metrics = TestMetrics()
        let full = LogDestinationError("write", code: ENOSPC)
        let destination = ScriptedDestination(mostBytes: 3, failures: [full, full])
        let writer = BufferedLogWriter(destination, metrics: metrics)
        try await running(writer) { writer.write("hello\n") }
        #expect(destination.text == "hello\n")
        #expect(writer.statistics == LogWriterStatistics(accepted: 1, dropped: 0, writeErrors: 2, waitingBytes: 0))
        #expect(try metrics.expectCounter("martlet_log_write_errors").totalValue == 2)
    }

    @Test func whatCanNeverBeWrittenIsGivenUp() async throws {
        let tooLong = LogDestinationError("send", code: EMSGSIZE, unwritable: 4)
        let destination = ScriptedDestination(failures: [tooLong])
        let writer = BufferedLogWriter(destination)
        try await running(writer) {
            writer.write("abc\n")
            writer.write("def\n")
        }
        #expect(destination.text == "def\n")
        #expect(writer.statistics.dropped == 1)
    }

    @Test func theLastFlushEndsInTime() async throws {
        let writer = BufferedLogWriter(
            ScriptedDestination(isOpen: false),
            options: .init(shutdownTimeout: .milliseconds(30))
        )
        let start = ContinuousClock.now
        try await running(writer) { writer.write("stuck\n") }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(writer.statistics.waitingBytes == 6)
    }

    @Test func cancellationEndsItAtOnce() async throws {
        let writer = BufferedLogWriter(ScriptedDestination(isOpen: false))
        writer.write("stuck\n")
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup { group in
                group.addTask { try await writer.run() }
                _ = await eventually { writer.core.isRunning }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(await eventually { !writer.core.isRunning })
    }

    @Test func aPathThatCannotBeOpenedEndsTheStart() async throws {
        let writer = BufferedLogWriter(.file("/nonexistent/log"))
        let error = await #expect(throws: LogDestinationError.self) { try await writer.run() }
        #expect(error?.description == "open /nonexistent/log: No such file or directory")
    }

    @Test func dropsAreWarnedAbout() async throws {
        let warnings = RecordingWriter()
        let logger = Logger(label: "w") { LineLogHandler(label: $0, format: .plainLogfmt, writer: warnings) }
        let writer = BufferedLogWriter(ScriptedDestination(), options: .init(capacity: 4096), logger: logger)
        for _ in 0..<7 { writer.write(String(repeating: "x", count: 1_023) + "\n") }
        try await running(writer) {
            #expect(await eventually { !warnings.lines.isEmpty })
            writer.write(String(repeating: "x", count: 9_999) + "\n")
        }
        #expect(warnings.lines == [#"level=warn msg="log lines were dropped" lines=3 write_errors=0"# + "\n"])
    }
}
