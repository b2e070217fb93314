import Logging
import MartletTesting
import MetricsTestKit
import ServiceLifecycleTestKit
import Testing

@testable import MartletLogging

@Suite struct HandlerTests {
    private let writer = RecordingWriter()
    private let other = RecordingWriter()
    private let clock = ManualClock()

    private func handler(_ level: Logger.Level = .info, to writer: RecordingWriter? = nil) -> LineLogHandler {
        LineLogHandler(label: "x", format: .plainLogfmt, writer: writer ?? self.writer, level: level)
    }

    @Test func teeGivesEachHandlerItsLevels() {
        var logger = Logger(label: "x") { _ in TeeLogHandler(handler(.debug), handler(.error, to: other)) }
        logger[metadataKey: "k"] = "v"
        logger.trace("t")
        logger.debug("d")
        logger.error("e")
        #expect(writer.lines == ["level=debug msg=d k=v\n", "level=error msg=e k=v\n"])
        #expect(other.lines == ["level=error msg=e k=v\n"])
        #expect(logger.logLevel == .debug)
        #expect(logger[metadataKey: "k"] == "v")
        logger.logLevel = .critical
        logger.error("not")
        #expect(writer.lines.count == 2)
        #expect(Logger(label: "none") { _ in TeeLogHandler() }.logLevel == .critical)
    }

    @Test func teeFollowsLevelsThatChange() {
        let levels = LogLevels(.error)
        let logger = Logger(label: "x") {
            TeeLogHandler(LineLogHandler(label: $0, format: .plainLogfmt, writer: writer, levels: levels))
        }
        logger.info("not")
        levels.set(.info, for: "x")
        logger.info("now")
        #expect(writer.lines == ["level=info msg=now\n"])
    }

    @Test func filtersChangeLines() {
        let logger = Logger(label: "x") { _ in
            FilteredLogHandler(handler()) { event in
                guard event.metadata?["path"] != "/livez" else { return nil }
                var event = event
                event.message = "changed"
                return event
            }
        }
        logger.info("a", metadata: ["path": "/livez"])
        logger.info("b", metadata: ["path": "/"])
        #expect(writer.lines == ["level=info msg=changed path=/\n"])
    }

    @Test func samplingLetsTheFirstAndEveryNthThrough() throws {
        let metrics = TestMetrics()
        let sampling = LogSampling(first: 2, thereafter: 3, every: .seconds(1), metrics: metrics, clock: clock)
        let logger = Logger(label: "x") { _ in sampling.handler(handler()) }
        for number in 1...9 { logger.info("often", metadata: ["n": .stringConvertible(number)]) }
        logger.info("other")
        for _ in 1...9 { logger.error("failed") }
        #expect(writer.lines.filter { $0.contains("often") }.map { $0.dropLast().suffix(1) } == ["1", "2", "5", "8"])
        #expect(writer.lines.count == 14)
        #expect(sampling.droppedLines == 5)
        #expect(try metrics.expectCounter("martlet_log_sampled_lines").totalValue == 5)
        clock.advance(by: .seconds(1))
        logger.info("often")
        #expect(writer.lines.count == 15)
    }

    @Test func samplingCountsAtMostSoManyMessages() {
        var counter = SampleCounter<Int>(first: 1, thereafter: 0, interval: .seconds(1), maximumKeys: 2)
        let now = clock.now
        #expect([1, 2, 3, 1, 2, 3].map { counter.passes($0, at: now) } == [true, true, true, false, false, true])
    }

    @Test func repetitionsAreHeldBackAndCounted() {
        let deduplication = LogDeduplication(within: .seconds(10), clock: clock)
        let logger = Logger(label: "x") { deduplication.handler(label: $0, handler()) }
        for _ in 0..<4 { logger.error("down", metadata: ["host": "db"]) }
        logger.error("down", metadata: ["host": "cache"])
        #expect(writer.lines == ["level=error msg=down host=db\n", "level=error msg=down host=cache\n"])
        clock.advance(by: .seconds(10))
        logger.error("down", metadata: ["host": "db"])
        #expect(
            writer.lines.dropFirst(2) == [
                "level=error msg=down host=db repeated=3\n", "level=error msg=down host=db\n",
            ]
        )
        logger.error("down", metadata: ["host": "db"])
        deduplication.flush()
        #expect(writer.lines.last == "level=error msg=down host=db repeated=1\n")
        deduplication.flush()
        #expect(writer.lines.count == 5)
    }

    @Test func repetitionsAreToldByRun() async throws {
        let deduplication = LogDeduplication(within: .seconds(10), clock: clock)
        let logger = Logger(label: "x") { deduplication.handler(label: $0, handler()) }
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { await deduplication.run() }
                for _ in 0..<3 { logger.error("down") }
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(10))
                try await clock.waitForSleepers(1)
                #expect(writer.lines == ["level=error msg=down\n", "level=error msg=down repeated=2\n"])
                for _ in 0..<2 { logger.error("down") }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        #expect(writer.lines.last == "level=error msg=down repeated=1\n")
    }

    @Test func deduplicationRemembersAtMostSoManyLines() {
        var table = RepeatTable<Int, Int>(window: .seconds(1), maximumLines: 1)
        let now = clock.now
        #expect(table.line(1, at: now, 1).action == .write)
        #expect(table.line(2, at: now, 2).action == .write)
        #expect(table.line(2, at: now, 2).action == .write)
        #expect(table.line(1, at: now, 1).action == .hold)
        #expect(table.expire(at: now).isEmpty)
        #expect(table.expire(at: now + .seconds(1)).map(\.count) == [1])
        #expect(table.isEmpty)
    }
}
