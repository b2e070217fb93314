import InMemoryLogging
import Logging
import Martlet
import MartletTesting
import Testing

@Suite struct RequestLoggingTests {
    private let records = InMemoryLogHandler()
    private let clock = ManualClock()

    private var logger: Logger {
        var logger = Logger(label: "test") { _ in records }
        logger.logLevel = .trace
        return logger
    }

    @Test func oneLinePerCall() async throws {
        let endpoint = Endpoint("uppercase") { [clock] (text: String) in
            clock.advance(by: .microseconds(1_234))
            return text.uppercased()
        }
        .with(RequestLogging(logger, clock: clock))
        _ = try await endpoint("a")
        let entry = try #require(records.entries.first)
        #expect(records.entries.count == 1)
        #expect(entry.level == .info)
        #expect(entry.message == "call ended")
        #expect(entry.error == nil)
        #expect(
            entry.metadata.mapValues(\.description) == ["endpoint": "uppercase", "code": "ok", "duration_ms": "1.234"]
        )
    }

    @Test func failuresOfThisSideAreErrors() async throws {
        let endpoint = Endpoint("sum") { (_: Int) throws -> Int in throw MarkedError() }
            .with(RequestLogging(logger, clock: clock))
        await #expect(throws: MarkedError.self) { try await endpoint(1) }
        let entry = try #require(records.entries.first)
        #expect(entry.level == .error)
        #expect(entry.message == "call failed")
        #expect(entry.error is MarkedError)
        #expect(entry.metadata["code"] == "unknown")
    }

    @Test func mistakesOfCallersAreInformation() async throws {
        let endpoint = Endpoint("sum") { (_: Int) throws -> Int in throw Status(.notFound) }
            .with(RequestLogging(logger))
        await #expect(throws: Status.self) { try await endpoint(1) }
        #expect(records.entries.map(\.level) == [.info])
    }

    @Test func businessErrorsAreLogged() async throws {
        let endpoint = Endpoint("sum") { (_: Int) in FailableAnswer(failure: Status(.alreadyExists)) }
            .with(RequestLogging(logger))
        _ = try await endpoint(1)
        #expect(records.entries.map { $0.metadata["code"] } == ["already_exists"])
    }

    @Test func levelsOfOnesOwn() async throws {
        let levels = RequestLogging.Levels.by { $0 == nil ? nil : .critical }
        let endpoint = Endpoint("sum") { (number: Int) throws -> Int in
            if number < 0 { throw Status(.notFound) }
            return number
        }
        .with(RequestLogging(logger, levels: levels))
        _ = try await endpoint(1)
        #expect(records.entries.isEmpty)
        await #expect(throws: Status.self) { try await endpoint(-1) }
        #expect(records.entries.map(\.level) == [.critical])
    }

    @Test func onlyFailures() async throws {
        let endpoint = Endpoint("sum") { (code: Status.Code?) throws -> Int in
            if let code { throw Status(code) }
            return 1
        }
        .with(RequestLogging(logger, levels: .failures))
        _ = try await endpoint(nil)
        await #expect(throws: Status.self) { try await endpoint(.notFound) }
        #expect(records.entries.isEmpty)
        await #expect(throws: Status.self) { try await endpoint(.internal) }
        #expect(records.entries.map(\.level) == [.error])
    }

    @Test func nothingBelowTheLevelOfTheLogger() async throws {
        var logger = logger
        logger.logLevel = .warning
        let endpoint = Endpoint("sum") { (number: Int) in number }.with(RequestLogging(logger))
        _ = try await endpoint(1)
        #expect(records.entries.isEmpty)
    }

    @Test func theLevelOfTheLoggerIsLogged() async throws {
        var logger = logger
        logger.logLevel = .info
        let endpoint = Endpoint("sum") { (number: Int) in number }.with(RequestLogging(logger))
        _ = try await endpoint(1)
        #expect(records.entries.count == 1)
    }

    @Test func requestIDAndAttempt() async throws {
        let endpoint = Endpoint("sum") { (number: Int) in number }.with(RequestLogging(logger))
        var context = RequestContext()
        context.requestID = "r-1"
        context.attempt = 2
        _ = try await RequestContext.$current.withValue(context) { try await endpoint(1) }
        let entry = try #require(records.entries.first)
        #expect(entry.metadata["request-id"] == "r-1")
        #expect(entry.metadata["attempt"]?.description == "2")
    }

    @Test func streamsAreLoggedAtTheirEnd() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in ResponseStream([1, 2]) }
            .with(RequestLogging(logger, clock: clock))
        let stream = try await endpoint(Empty())
        #expect(records.entries.isEmpty)
        clock.advance(by: .seconds(1))
        for try await _ in stream {}
        #expect(records.entries.map { $0.metadata["duration_ms"]?.description } == ["1000.0"])
    }

    @Test func streamsKeepTheContextOfTheirCall() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in ResponseStream([1]) }.with(RequestLogging(logger))
        var context = RequestContext()
        context.requestID = "r-1"
        let stream = try await RequestContext.$current.withValue(context) { try await endpoint(Empty()) }
        for try await _ in stream {}
        #expect(records.entries.first?.metadata["request-id"] == "r-1")
    }

    /// A number, so that formats that tell numbers from texts write it as one.
    @Test(arguments: [(0, 0), (999, 0), (1_000, 0.001), (12_034_000, 12.034), (1_000_000_000, 1_000), (-5, 0)])
    func milliseconds(_ nanoseconds: Int64, _ number: Double) {
        guard case .stringConvertible(let value) = Logger.MetadataValue.milliseconds(nanoseconds: nanoseconds) else {
            Issue.record("not a value")
            return
        }
        #expect(value as? Double == number)
    }

    @Test func conformance() async throws {
        let logger = logger
        try await MiddlewareConformance.check { RequestLogging(logger) }
    }
}
