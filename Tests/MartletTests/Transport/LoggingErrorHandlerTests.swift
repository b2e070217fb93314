import InMemoryLogging
import Logging
import Martlet
import Testing

@Suite struct LoggingErrorHandlerTests {
    private static let levels: [(Status.Code, Logger.Level)] = [
        (.cancelled, .debug),
        (.unknown, .error),
        (.invalidArgument, .debug),
        (.deadlineExceeded, .error),
        (.notFound, .debug),
        (.alreadyExists, .debug),
        (.permissionDenied, .debug),
        (.resourceExhausted, .debug),
        (.failedPrecondition, .debug),
        (.aborted, .debug),
        (.outOfRange, .debug),
        (.unimplemented, .debug),
        (.internal, .error),
        (.unavailable, .error),
        (.dataLoss, .error),
        (.unauthenticated, .debug),
    ]

    private let records = InMemoryLogHandler()

    private var logger: Logger {
        var logger = Logger(label: "test") { _ in records }
        logger.logLevel = .trace
        return logger
    }

    /// Go kit: Handle(error) -> one line with the same error instance.
    @Test func oneLineWithTheSameError() throws {
        let marked = MarkedError()
        LoggingErrorHandler(logger).handle(marked, endpoint: "sum", context: RequestContext())
        #expect(records.entries.count == 1)
        let entry = try #require(records.entries.first)
        #expect(entry.error as? MarkedError === marked)
        #expect(entry.message == "request failed")
        #expect(entry.level == .error)
        #expect(entry.metadata == ["endpoint": "sum", "code": "unknown"])
    }

    @Test func requestID() throws {
        var context = RequestContext()
        context.requestID = "r-1"
        LoggingErrorHandler(logger).handle(ProfileError.notFound("7"), endpoint: "sum", context: context)
        let entry = try #require(records.entries.first)
        #expect(entry.metadata == ["endpoint": "sum", "code": "not_found", "request-id": "r-1"])
        #expect(entry.error is ProfileError)
    }

    @Test(arguments: levels)
    func levelByBlame(_ code: Status.Code, _ level: Logger.Level) {
        LoggingErrorHandler(logger).handle(Status(code), endpoint: "sum", context: RequestContext())
        #expect(records.entries.map(\.level) == [level])
    }

    /// The context is that of the call, which may be over: what is bound here and now does not count.
    @Test(arguments: [(Duration.seconds(3_600), "cancelled"), (.seconds(-1), "deadline_exceeded")])
    func cancellationIsReadWithTheContextOfTheCall(_ left: Duration, _ code: String) throws {
        var context = RequestContext()
        context.deadline = .after(left)
        LoggingErrorHandler(logger).handle(CancellationError(), endpoint: "sum", context: context)
        let entry = try #require(records.entries.first)
        #expect(entry.metadata == ["endpoint": "sum", "code": "\(code)"])
        #expect(entry.level == (code == "cancelled" ? .debug : .error))
    }

    @Test func codesOfNewerPeersAreErrors() throws {
        let code = try #require(Status.Code(rawValue: 17))
        LoggingErrorHandler(logger).handle(Status(code), endpoint: "sum", context: RequestContext())
        #expect(records.entries.map(\.level) == [.error])
    }

    @Test func whatTheCallerDidIsSilentAtTheUsualLevel() {
        var logger = logger
        logger.logLevel = .info
        LoggingErrorHandler(logger).handle(Status(.notFound), endpoint: "sum", context: RequestContext())
        #expect(records.entries.isEmpty)
    }
}
