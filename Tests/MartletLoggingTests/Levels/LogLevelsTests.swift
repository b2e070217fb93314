import Logging
import MartletTesting
import Testing

@testable import MartletLogging

@Suite struct LogLevelsTests {
    private let writer = RecordingWriter()

    private func logger(_ label: String, _ levels: LogLevels) -> Logger {
        Logger(label: label) { LineLogHandler(label: $0, format: .plainJSON, writer: writer, levels: levels) }
    }

    /// Go kit's matrix, T4 of the inventory. Go kit's "none" has no counterpart: a logger of swift-log always writes
    /// critical.
    @Test(arguments: [
        (Logger.Level.debug, ["debug", "info", "warn", "error"]), (.trace, ["debug", "info", "warn", "error"]),
        (.info, ["info", "warn", "error"]), (.warning, ["warn", "error"]), (.error, ["error"]), (.critical, []),
    ])
    func matrix(_ level: Logger.Level, _ expected: [String]) {
        let logger = logger("test", LogLevels(level))
        logger.debug("", metadata: ["this is": "debug log"])
        logger.info("", metadata: ["this is": "info log"])
        logger.warning("", metadata: ["this is": "warn log"])
        logger.error("", metadata: ["this is": "error log"])
        #expect(writer.lines == expected.map { #"{"level":"\#($0)","this is":"\#($0) log"}"# + "\n" })
    }

    @Test func changesReachLoggersThatExist() {
        let levels = LogLevels(.info)
        let server = logger("martlet.http.server", levels)
        let other = logger("martlet.httpx", levels)
        #expect(server.logLevel == .info)
        levels.set(.debug, for: "martlet.http")
        #expect(server.logLevel == .debug)
        #expect(other.logLevel == .info)
        levels.set(.error, for: "martlet.http.server")
        levels.set(.trace, for: "martlet")
        #expect(server.logLevel == .error)
        #expect(other.logLevel == .trace)
        levels.set(nil, for: "martlet.http.server")
        #expect(server.logLevel == .debug)
        levels.standard = .critical
        #expect(other.logLevel == .trace)
        levels.set(nil, for: "martlet")
        #expect(other.logLevel == .critical)
        #expect(levels.current.map(\.label) == ["martlet.http.server", "martlet.httpx"])
        #expect(levels.current.map(\.level) == [.debug, .critical])
        #expect(levels.rules == ["martlet.http": .debug])
        #expect(levels.level(for: "martlet.http.x") == .debug)
    }

    @Test func rulesFromTheStart() {
        let levels = LogLevels(.warning, rules: ["a.b": .trace])
        #expect(logger("a.b.c", levels).logLevel == .trace)
        #expect(logger("a", levels).logLevel == .warning)
    }

    @Test func ownLevelOfALoggerIsAValue() {
        let levels = LogLevels(.info)
        let one = logger("x", levels)
        var two = one
        two.logLevel = .trace
        two[metadataKey: "only-on"] = "two"
        levels.set(.error, for: "x")
        #expect(one.logLevel == .error)
        #expect(two.logLevel == .trace)
        #expect(one[metadataKey: "only-on"] == nil)
        #expect(two[metadataKey: "only-on"] == "two")
    }

    @Test func labelsThatNobodyUsesAreForgotten() {
        let levels = LogLevels(.info)
        let kept = logger("kept", levels)
        for number in 0..<10_000 { _ = logger("request-\(number)", levels) }
        #expect(levels.current.map(\.label) == ["kept"])
        #expect(levels.cellCount <= 64)
        levels.set(.debug, for: "kept")
        #expect(kept.logLevel == .debug)
    }

    @Test func changeForATime() async throws {
        let clock = ManualClock()
        let levels = LogLevels(.info, rules: ["x": .warning])
        // unstructured: the test goes on beside it.
        let change = Task { await levels.set(.debug, for: "x", during: .seconds(60), clock: clock) }
        try await clock.waitForSleepers(1)
        #expect(levels.level(for: "x.y") == .debug)
        clock.advance(by: .seconds(60))
        await change.value
        #expect(levels.rules == ["x": .warning])
    }

    @Test func aLaterChangeOutlivesTheEndOfATime() async throws {
        let clock = ManualClock()
        let levels = LogLevels(.info)
        // unstructured: the test goes on beside it.
        let first = Task { await levels.set(.debug, for: "x", during: .seconds(60), clock: clock) }
        try await clock.waitForSleepers(1)
        // unstructured: the test goes on beside it.
        let second = Task { await levels.set(.trace, for: "x", during: .seconds(120), clock: clock) }
        try await clock.waitForSleepers(2)
        clock.advance(by: .seconds(60))
        await first.value
        #expect(levels.rules == ["x": .trace])
        clock.advance(by: .seconds(60))
        await second.value
        #expect(levels.rules == [:])
        // unstructured: the test goes on beside it.
        let third = Task { await levels.set(.trace, for: "x", during: .seconds(120), clock: clock) }
        try await clock.waitForSleepers(1)
        levels.set(.error, for: "x")
        clock.advance(by: .seconds(120))
        await third.value
        #expect(levels.rules == ["x": .error])
    }

    @Test func changesWhileManyThreadsLog() async {
        let levels = LogLevels(.info)
        let logger = logger("x", levels)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for number in 0..<1_000 { logger.error("m", metadata: .fields(["n": .int(number)])) } }
            }
            group.addTask { for number in 0..<1_000 { levels.set(number % 2 == 0 ? .debug : .error, for: "x") } }
        }
        #expect(writer.lines.count == 8_000)
        #expect(writer.lines.allSatisfy { $0.hasPrefix(#"{"level":"error","msg":"m","n":"#) && $0.hasSuffix("}\n") })
    }

    @Test func parsing() throws {
        #expect(try Logger.Level(parsing: "ErRoR") == .error)
        #expect(try Logger.Level(parsing: " Error ") == .error)
        #expect(try Logger.Level(parsing: "warn") == .warning)
        #expect(try Logger.Level(parsing: "WARNING\n") == .warning)
        for level in Logger.Level.allCases { #expect(try Logger.Level(parsing: level.rawValue) == level) }
        #expect((try? Logger.Level(parsing: "invalid")) ?? .info == .info)
        for text in ["", "err or", "fatal"] {
            let error = #expect(throws: InvalidLogLevel.self) { try Logger.Level(parsing: text) }
            #expect(
                "\(error?.description ?? "")"
                    == "invalid log level \"\(text)\": expected trace, debug, info, notice, warning, error or critical"
            )
        }
    }
}
