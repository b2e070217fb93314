import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

/// A clock that counts how often it is read.
private struct ReadsCountingClock: Clock {
    typealias Instant = ContinuousClock.Instant

    let count = Count()
    let minimumResolution = Duration.zero

    var now: Instant {
        _ = count.next()
        return .now
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}

@Suite struct HedgeTests {
    private let clock = CountingClock()
    private let metrics = TestMetrics()
    private let delay = Duration.milliseconds(50)

    private func hedge(_ maximumAttempts: Int = 2, budget: RetryBudget = .unlimited) -> Hedge {
        Hedge(after: delay, budget: budget, maximumAttempts: maximumAttempts, metrics: metrics, clock: clock)
    }

    private func counts() throws -> [Int64] {
        try ["martlet_hedge_attempts", "martlet_hedge_wins"].map {
            try metrics.expectCounter($0, [("endpoint", "probe")]).totalValue
        }
    }

    /// Starts a call and lets so many further attempts begin, each after the delay.
    private func start(_ probe: HedgeProbe, _ layer: Hedge, hedges: Int = 1) async throws -> Task<Int, any Error> {
        let endpoint = probe.endpoint().with(layer)
        let call = Task { try await endpoint(Empty()) }
        await probe.begun(1)
        for number in 2..<(2 + hedges) {
            try await clock.base.waitForSleepers(1)
            clock.base.advance(by: delay)
            await probe.begun(number)
        }
        return call
    }

    private func status(of call: Task<Int, any Error>) async -> Status? {
        await #expect(throws: Status.self) { try await call.value }
    }

    @Test func conforms() async throws {
        let clock = clock
        try await MiddlewareConformance.check { Hedge(after: .milliseconds(1)) }
        try await MiddlewareConformance.check { TreatedAsIdempotent(Hedge(after: .seconds(60), clock: clock)) }
        try await MiddlewareConformance.check { TreatedAsIdempotent(Hedge(atPercentile: 0.95, clock: clock)) }
        // With attempts that do take place; a second one is what the layer is for.
        try await MiddlewareConformance.check(except: [.callsNextOnce]) {
            TreatedAsIdempotent(Hedge(after: .zero, budget: .unlimited))
        }
    }

    @Test func aCallThatEndsAtOnceIsMadeOnce() async throws {
        let probe = HedgeProbe()
        probe.end(1)
        let endpoint = probe.endpoint().with(hedge())
        for _ in 0..<200 { #expect(try await endpoint(Empty()) == 1) }
        #expect(probe.log.events.count == 400 && !probe.log.events.contains("begin 2"))
        #expect(clock.sleepCalls == 0)
        // Nor is the time of any use.
        let reads = ReadsCountingClock()
        let unread = probe.endpoint().with(Hedge(after: delay, clock: reads))
        #expect(try await unread(Empty()) == 1)
        #expect(reads.count.next() == 1)
    }

    @Test func aCallThatEndsBeforeTheDelayIsMadeOnce() async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge(), hedges: 0)
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: delay - .nanoseconds(1))
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(probe.log.events == ["begin 1", "end 1"])
        #expect(try counts() == [0, 0])
    }

    @Test func theSecondAttemptWins() async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge())
        probe.end(2)
        #expect(try await call.value == 2)
        // The loser has ended before the call returns.
        #expect(probe.log.events == ["begin 1", "begin 2", "end 2", "cancel 1"])
        #expect(try counts() == [1, 1])
    }

    @Test func theFirstAttemptWins() async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge())
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(probe.log.events == ["begin 1", "begin 2", "end 1", "cancel 2"])
        #expect(try counts() == [1, 0])
    }

    @Test func thereAreNoMoreAttemptsThanAllowed() async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge(3), hedges: 2)
        #expect(clock.base.sleeperCount == 0)
        clock.base.advance(by: .seconds(60))
        probe.end(3)
        #expect(try await call.value == 3)
        #expect(Set(probe.log.events.suffix(2)) == ["cancel 1", "cancel 2"])
        #expect(try counts() == [2, 1])
    }

    @Test(arguments: [-1, 0, 1])
    func fewerThanTwoAttemptsAreOne(maximumAttempts: Int) async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge(maximumAttempts), hedges: 0)
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(clock.sleepCalls == 0)
    }

    @Test func withoutADelayTheAttemptsBeginTogether() async throws {
        let probe = HedgeProbe()
        let endpoint = probe.endpoint().with(Hedge(after: .seconds(-1), clock: clock))
        let call = Task { try await endpoint(Empty()) }
        await probe.begun(2)
        probe.end(2)
        #expect(try await call.value == 2)
        #expect(clock.sleepCalls == 0)
    }

    @Test func anyDelayIsInRange() async throws {
        let probe = HedgeProbe()
        let layer = Hedge(after: .seconds(Int64.max), clock: clock)
        let call = try await start(probe, layer, hedges: 0)
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(layer.core.delay == Deadline.century)
    }

    /// One task sleeps for all calls, and not for those that have ended.
    @Test func callsThatHaveEndedAreNotWaitedFor() async throws {
        let layer = hedge()
        for _ in 0..<2 {
            let probe = HedgeProbe()
            let call = try await start(probe, layer, hedges: 0)
            try await clock.base.waitForSleepers(1)
            clock.base.advance(by: .milliseconds(10))
            probe.end(1)
            #expect(try await call.value == 1)
        }
        // To the time of the first of them.
        clock.base.advance(by: .milliseconds(30))
        let probe = HedgeProbe()
        let call = try await start(probe, layer, hedges: 0)
        while clock.sleepCalls < 2 { await Task.yield() }
        // To the time of the second one, where nobody wakes, and to that of the third.
        for _ in 0..<5 {
            try await clock.base.waitForSleepers(1)
            clock.base.advance(by: .milliseconds(10))
        }
        await probe.begun(2)
        probe.end(2)
        #expect(try await call.value == 2)
        #expect(clock.sleepCalls == 2)
    }

    @Test func onlyIdempotentEndpointsAreHedged() async throws {
        let probe = HedgeProbe()
        let budget = RetryBudget.exactly(ratio: 1)
        let endpoint = probe.endpoint(isIdempotent: false).with(hedge(budget: budget))
        let call = Task { try await endpoint(Empty()) }
        await probe.begun(1)
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(clock.sleepCalls == 0 && budget.balance == 0)
    }

    // MARK: Failures

    @Test func aFailureBeforeTheDelayEndsTheCall() async throws {
        let probe = HedgeProbe([1: Status(.unavailable, "first")])
        let call = try await start(probe, hedge(), hedges: 0)
        try await clock.base.waitForSleepers(1)
        probe.end(1)
        #expect(await status(of: call)?.message == "first")
        clock.base.advance(by: .seconds(60))
        #expect(probe.log.events == ["begin 1", "end 1"])
    }

    @Test func theErrorIsThatOfTheEndpoint() async throws {
        let marked = MarkedError()
        let probe = HedgeProbe([1: marked])
        probe.end(1)
        let error = await #expect(throws: MarkedError.self) { try await probe.endpoint().with(hedge())(Empty()) }
        #expect(error === marked)
    }

    @Test func whatTheOtherWouldShareEndsTheCall() async throws {
        let probe = HedgeProbe([1: Status(.notFound)])
        let call = try await start(probe, hedge())
        probe.end(1)
        #expect(await status(of: call)?.code == .notFound)
        #expect(probe.log.events == ["begin 1", "begin 2", "end 1", "cancel 2"])
    }

    @Test func theOtherMayStillSucceed() async throws {
        let probe = HedgeProbe([1: Status(.unavailable)])
        let call = try await start(probe, hedge(3))
        probe.end(1)
        while !probe.log.events.contains("end 1") { await Task.yield() }
        // No third attempt: it would be a retry.
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: delay)
        probe.end(2)
        #expect(try await call.value == 2)
        #expect(probe.log.events == ["begin 1", "begin 2", "end 1", "end 2"])
    }

    @Test func whenBothFailTheFirstErrorCounts() async throws {
        for order in [[1, 2], [2, 1]] {
            let probe = HedgeProbe([1: Status(.unavailable, "first"), 2: Status(.notFound, "second")])
            let call = try await start(probe, hedge())
            for number in order {
                probe.end(number)
                while !probe.log.events.contains("end \(number)") { await Task.yield() }
            }
            #expect(await status(of: call)?.message == "first")
        }
    }

    @Test func aFailedHedgeLeavesItToTheFirst() async throws {
        let probe = HedgeProbe([2: Status(.resourceExhausted, delivery: .rejected)])
        let call = try await start(probe, hedge())
        probe.end(2)
        while !probe.log.events.contains("end 2") { await Task.yield() }
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(try counts() == [1, 0])
    }

    // MARK: Cancellation and the deadline

    @Test func cancellationEndsAllAttempts() async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge())
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(Set(probe.log.events.suffix(2)) == ["cancel 1", "cancel 2"])
    }

    @Test func aCancelledCallIsNotHedged() async throws {
        let stubborn = Gate()
        let begun = Gate()
        let attempts = Count()
        let budget = RetryBudget.exactly(ratio: 1)
        let endpoint = Endpoint("stubborn", isIdempotent: true) { (_: Empty) in
            _ = attempts.next()
            begun.open()
            await stubborn.wait()
        }
        .with(hedge(budget: budget))
        let call = Task { try await endpoint(Empty()) }
        await begun.wait()
        try await clock.base.waitForSleepers(1)
        call.cancel()
        clock.base.advance(by: delay)
        stubborn.open()
        try await call.value
        #expect(attempts.next() == 2 && budget.balance == 1)
    }

    @Test func aDeadlineBeforeTheDelayNeedsNoTimer() async throws {
        var context = RequestContext()
        for (deadline, sleepers) in [(delay, 0), (delay + .nanoseconds(1), 1)] {
            context.deadline = Deadline(clock.now + deadline)
            let probe = HedgeProbe()
            let call = try await RequestContext.$current.withValue(context) {
                try await start(probe, hedge(), hedges: 0)
            }
            if sleepers > 0 { try await clock.base.waitForSleepers(sleepers) }
            probe.end(1)
            #expect(try await call.value == 1)
            #expect(clock.sleepCalls == sleepers)
        }
    }

    @Test func theLayerSaysWhatItIs() {
        let endpoint = Endpoint<Int, Int>(remote: "probe", endsByDeadline: true) { $0 }.with(hedge())
        #expect(endpoint.description == "probe: Hedge" && endpoint.endsByDeadline)
    }

    // MARK: Context and budget

    @Test func attemptsGoOnFromThatOfTheCaller() async throws {
        var context = RequestContext()
        context.attempt = 2
        context.requestID = "r-1"
        let probe = HedgeProbe()
        let ids = EventLog()
        let endpoint = Endpoint("probe", isIdempotent: true) { (_: Empty) in
            ids.append(RequestContext.current.requestID ?? "-")
            try await probe.attempt(RequestContext.current.attempt)
            return RequestContext.current.attempt
        }
        .with(hedge())
        let bound = context
        let call = Task { try await RequestContext.$current.withValue(bound) { try await endpoint(Empty()) } }
        await probe.begun(2)
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: delay)
        await probe.begun(3)
        probe.end(3)
        #expect(try await call.value == 3)
        #expect(ids.events == ["r-1", "r-1"])
    }

    /// The attempt that a server has received is one of another call.
    @Test func aReceivedAttemptIsNotCountedOn() async throws {
        var context = RequestContext()
        context.receive(attempt: 5)
        let seen = EventLog()
        let first = Waiter<Empty>()
        let endpoint = Endpoint("probe", isIdempotent: true) { (_: Empty) in
            seen.append("\(RequestContext.current.attempt)")
            return RequestContext.current.attempt == 5 ? try await first.wait() : Empty()
        }
        .with(hedge())
        let bound = context
        let call = Task { try await RequestContext.$current.withValue(bound) { try await endpoint(Empty()) } }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: delay)
        _ = try await call.value
        #expect(seen.events == ["5", "2"])
    }

    @Test func aHedgeTakesARetryOutOfTheBudget() async throws {
        let budget = RetryBudget.exactly(ratio: 0.5)
        for _ in 0..<3 {
            let probe = HedgeProbe()
            probe.end(1)
            _ = try await probe.endpoint().with(hedge(budget: budget))(Empty())
        }
        let probe = HedgeProbe()
        let call = try await start(probe, hedge(3, budget: budget), hedges: 2)
        #expect(budget.balance == 0)
        probe.end(2)
        #expect(try await call.value == 2)
    }

    @Test func withoutBudgetThereIsNoHedge() async throws {
        let probe = HedgeProbe()
        let call = try await start(probe, hedge(3, budget: .exactly(ratio: 0)), hedges: 0)
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: delay)
        while clock.base.sleeperCount > 0 { await Task.yield() }
        probe.end(1)
        #expect(try await call.value == 1)
        #expect(probe.log.events == ["begin 1", "end 1"] && clock.sleepCalls == 1)
        #expect(try counts() == [0, 0])
    }

    @Test func callsPayInOnceForRetryAndHedge() async throws {
        let budget = RetryBudget.exactly(ratio: 1)
        let hedge = hedge(budget: budget)
        let probe = HedgeProbe()
        probe.end(1)
        _ = try await probe.endpoint().with(hedge)(Empty())
        #expect(budget.balance == 1)
        _ = try await probe.endpoint().with(Retry(budget: budget), hedge)(Empty())
        #expect(budget.balance == 2)
    }

    // MARK: Streams

    @Test func theStreamThatBeginsFirstWins() async throws {
        let probe = HedgeProbe()
        let ends = EventLog()
        let endpoint = Endpoint("stream", isIdempotent: true) { (_: Empty) in
            let number = RequestContext.current.attempt
            // The loser does not listen, and begins its stream all the same.
            try? await probe.attempt(number)
            let stream = ResponseStream([number])
            stream.onEnd { end in
                if case .cancelled = end { ends.append("dropped \(number)") }
                if case .finished = end { ends.append("read \(number)") }
            }
            return stream
        }
        .with(hedge())
        let call = Task { try await endpoint(Empty()) }
        await probe.begun(1)
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: delay)
        await probe.begun(2)
        probe.end(2)
        let stream = try await call.value
        #expect(ends.events == ["dropped 1"])
        var elements: [Int] = []
        for try await element in stream { elements.append(element) }
        #expect(elements == [2] && ends.events == ["dropped 1", "read 2"])
    }
}
