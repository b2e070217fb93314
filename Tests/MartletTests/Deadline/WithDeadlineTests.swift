import Martlet
import MartletTesting
import Synchronization
import Testing

@Suite struct WithDeadlineTests {
    private let clock = ManualClock()

    /// Never ends by itself.
    @Sendable private func waitForever() async throws {
        try await Gate().waitUnlessCancelled()
    }

    private func expectDeadlineExceeded(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async -> Status? {
        let status = await #expect(throws: Status.self, sourceLocation: sourceLocation) { try await body() }
        #expect(status?.code == .deadlineExceeded, sourceLocation: sourceLocation)
        return status
    }

    // MARK: In time

    @Test func resultBeforeTheDeadline() async throws {
        let result = try await withDeadline(.after(.seconds(5), clock: clock), clock: clock) { 7 }
        #expect(result == 7)
        #expect(clock.sleeperCount == 0)
    }

    @Test func resultAfterSomeOfTheTime() async throws {
        let result = try await withTimeout(.seconds(5), clock: clock) { [clock] in
            clock.advance(by: .seconds(5) - .nanoseconds(1))
            return 7
        }
        #expect(result == 7)
    }

    @Test func theTimerEndsWithTheOperation() async throws {
        let result = try await withTimeout(.seconds(5), clock: clock) { [clock] in
            try await clock.waitForSleepers(1)
            return 7
        }
        #expect(result == 7)
        #expect(clock.sleeperCount == 0)
    }

    @Test func errorBeforeTheDeadlineIsTheSameInstance() async throws {
        let marked = MarkedError()
        let error = await #expect(throws: MarkedError.self) {
            try await withTimeout(.seconds(5), clock: clock) { [clock] in
                try await clock.waitForSleepers(1)
                throw marked
            }
        }
        #expect(error === marked)
        #expect(clock.sleeperCount == 0)
    }

    @Test func realClock() async throws {
        let result = try await withTimeout(.seconds(3_600)) { RequestContext.current.deadline?.remaining() }
        let remaining = try #require(result)
        #expect(remaining > .seconds(3_000))
    }

    @Test func theLongestTimeout() async throws {
        let result = try await withTimeout(.seconds(Int64.max)) {
            for _ in 0..<100 { await Task.yield() }
            return 7
        }
        #expect(result == 7)
    }

    // MARK: Too late

    @Test func expiryCancelsTheOperation() async throws {
        let log = EventLog()
        let status = await expectDeadlineExceeded {
            async let call: Void = withTimeout(.seconds(5), clock: clock) { [waitForever] in
                do {
                    try await waitForever()
                } catch {
                    log.append("\(type(of: error))")
                    throw error
                }
            }
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(5) - .nanoseconds(1))
            #expect(clock.sleeperCount == 1)
            clock.advance(by: .nanoseconds(1))
            try await call
        }
        #expect(status?.underlying is CancellationError)
        #expect(status?.isRetryable == false)
        #expect(log.events == ["CancellationError"])
        #expect(clock.sleeperCount == 0)
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func expiredBeforeTheStartDoesNotRunTheOperation(_ left: Duration) async throws {
        let log = EventLog()
        let clock = CountingClock()
        _ = await expectDeadlineExceeded {
            try await withDeadline(.after(left, clock: clock), clock: clock) { log.append("ran") }
        }
        #expect(log.events.isEmpty)
        #expect(clock.sleepCalls == 0)
    }

    @Test func aValueReturnedAfterTheDeadlineIsDropped() async throws {
        let status = await expectDeadlineExceeded {
            _ = try await withTimeout(.seconds(5), clock: clock) { [clock] in
                clock.advance(by: .seconds(5))
                return 7
            }
        }
        #expect(status?.underlying == nil)
        #expect(clock.sleeperCount == 0)
    }

    @Test func anErrorThrownAfterTheDeadlineIsBehindTheStatus() async throws {
        let marked = MarkedError()
        let status = await expectDeadlineExceeded {
            try await withTimeout(.seconds(5), clock: clock) { [clock] in
                clock.advance(by: .seconds(6))
                throw marked
            }
        }
        #expect(status?.underlying as? MarkedError === marked)
    }

    @Test func anOperationThatIgnoresCancellationIsWaitedForAndDropped() async throws {
        let log = EventLog()
        let gate = Gate()
        _ = await expectDeadlineExceeded {
            async let call = withTimeout(.seconds(5), clock: clock) {
                await gate.wait()
                log.append("ended, cancelled: \(Task.isCancelled)")
                return 7
            }
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(5))
            log.append("advanced")
            gate.open()
            _ = try await call
        }
        #expect(log.events.first == "advanced")
        #expect(log.events.count == 2)
    }

    /// The timer decides, not a second look at a clock that may lag behind it.
    @Test func aTimerThatWakesEarlyIsADeadlineToo() async throws {
        let status = await expectDeadlineExceeded {
            try await withTimeout(.seconds(5), clock: HastyClock()) { [waitForever] in try await waitForever() }
        }
        #expect(status?.underlying is CancellationError)
    }

    // MARK: Cancellation

    @Test func outerCancellationIsNotADeadline() async throws {
        let call = Task { [clock, waitForever] in
            try await withTimeout(.seconds(5), clock: clock, operation: waitForever)
        }
        try await clock.waitForSleepers(1)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(clock.sleeperCount == 0)
    }

    /// The same when the timer notices the cancellation first.
    @Test func outerCancellationIsNotADeadlineForASlowOperation() async throws {
        let call = Task { [clock, waitForever] in
            try await withTimeout(.seconds(5), clock: clock) {
                do {
                    try await waitForever()
                } catch {
                    for _ in 0..<1_000 { await Task.yield() }
                    throw error
                }
            }
        }
        try await clock.waitForSleepers(1)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }

    @Test func cancelledBeforeTheStart() async throws {
        let start = Gate()
        let call = Task { [clock, waitForever] in
            await start.wait()
            try await withTimeout(.seconds(5), clock: clock, operation: waitForever)
        }
        call.cancel()
        start.open()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(clock.sleeperCount == 0)
    }

    /// What the operation makes of a cancellation of its own accord is its answer.
    @Test func aValueDespiteOuterCancellationIsReturned() async throws {
        let call = Task { [clock, waitForever] in
            try await withTimeout(.seconds(5), clock: clock) {
                try? await waitForever()
                return 7
            }
        }
        try await clock.waitForSleepers(1)
        call.cancel()
        #expect(try await call.value == 7)
    }

    // MARK: Nesting and context

    @Test func theDeadlineIsVisibleInsideAndGoneAfterwards() async throws {
        var context = RequestContext()
        context.requestID = "r-1"
        let deadline = Deadline.after(.seconds(5), clock: clock)
        try await RequestContext.$current.withValue(context) {
            let seen = try await withDeadline(deadline, clock: clock) { RequestContext.current }
            #expect(seen.deadline == deadline)
            #expect(seen.requestID == "r-1")
            #expect(RequestContext.current.deadline == nil)
        }
    }

    @Test(arguments: [Duration.seconds(5), .seconds(6)])
    func aLaterOneInsideAddsNoTimer(_ inner: Duration) async throws {
        let clock = CountingClock()
        let outer = Deadline.after(.seconds(5), clock: clock)
        let seen = try await withDeadline(outer, clock: clock) {
            try await clock.base.waitForSleepers(1)
            return try await withTimeout(inner, clock: clock) {
                #expect(clock.base.sleeperCount == 1)
                return RequestContext.current.deadline
            }
        }
        #expect(seen == outer)
        #expect(clock.sleepCalls == 1)
    }

    @Test func aLaterOneInsideIsCutByTheOuterOne() async throws {
        _ = await expectDeadlineExceeded {
            async let call: Void = withTimeout(.seconds(5), clock: clock) { [clock, waitForever] in
                try await withTimeout(.seconds(10), clock: clock, operation: waitForever)
            }
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(5))
            try await call
        }
    }

    @Test func anEarlierOneInsideShortens() async throws {
        let log = EventLog()
        let result = try await withTimeout(.seconds(5), clock: clock) { [clock, waitForever] in
            let inner = Deadline.after(.seconds(1), clock: clock)
            do {
                try await withDeadline(inner, clock: clock) {
                    #expect(RequestContext.current.deadline == inner)
                    try await clock.waitForSleepers(2)
                    clock.advance(by: .seconds(1))
                    try await waitForever()
                }
            } catch let status as Status {
                log.append("inner \(status.code)")
            }
            #expect(!Task.isCancelled)
            #expect(RequestContext.current.deadline != inner)
            return "outer goes on"
        }
        #expect(result == "outer goes on")
        #expect(log.events == ["inner deadline_exceeded"])
        #expect(clock.sleeperCount == 0)
    }

    /// Many at once, each moved over its deadline or not by chance, never by time.
    @Test func manyAtOnce() async throws {
        let clock = clock
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask { [waitForever] in
                    do {
                        // The first half ends by itself, the second half only by the deadline.
                        try await withTimeout(.seconds(index % 7 + 1), clock: clock) {
                            if index >= 100 { try await waitForever() }
                        }
                        return index < 100
                    } catch let status as Status {
                        return index >= 100 && status.code == .deadlineExceeded
                    }
                }
            }
            for _ in 0..<100 {
                let isRight = try await group.next()
                #expect(isRight == true)
            }
            try await clock.waitForSleepers(100)
            clock.advance(by: .seconds(7))
            for try await isRight in group { #expect(isRight) }
        }
        #expect(clock.sleeperCount == 0)
    }
}
