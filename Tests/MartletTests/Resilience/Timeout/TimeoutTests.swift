import CoreMetrics
import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite struct TimeoutTests {
    private let clock = CountingClock()
    private let metrics = TestMetrics()

    private func blocked(started: EventLog = EventLog()) -> Endpoint<Empty, Empty> {
        Endpoint("blocked") { (_: Empty) -> Empty in
            started.append("started")
            return try await Waiter<Empty>().wait()
        }
    }

    private func timeouts(_ endpoint: String) -> Int64? {
        try? metrics.expectCounter("martlet_timeouts", [("endpoint", endpoint)]).totalValue
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { Timeout(.seconds(3_600)) }
    }

    @Test func aCallThatWaitsIsCancelledAtItsDeadline() async throws {
        let blocked = blocked().with(Timeout(.seconds(5), metrics: metrics, clock: clock))
        let call = Task { try await blocked(Empty()) }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .seconds(5) - .nanoseconds(1))
        #expect(clock.base.sleeperCount == 1)
        clock.base.advance(by: .nanoseconds(1))
        let error = await #expect(throws: Status.self) { try await call.value }
        #expect(error?.code == .deadlineExceeded && error?.underlying == nil && error?.delivery == .unknown)
        #expect(timeouts("blocked") == 1)
    }

    @Test func theErrorThatTheCallEndedWithIsBehindIt() async throws {
        let marked = MarkedError()
        let endpoint = Endpoint("marked") { (_: Empty) -> Empty in
            do { return try await Waiter<Empty>().wait() } catch { throw marked }
        }.with(Timeout(.seconds(5), clock: clock))
        let call = Task { try await endpoint(Empty()) }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .seconds(5))
        let error = await #expect(throws: Status.self) { try await call.value }
        #expect(error?.code == .deadlineExceeded && error?.underlying as? MarkedError === marked)
    }

    /// It may hold what a retry has gathered.
    @Test func anErrorThatSaysItIsTheDeadlineStays() async throws {
        let endpoint = Endpoint("late") { (_: Empty) -> Empty in
            do {
                return try await Waiter<Empty>().wait()
            } catch {
                throw Status(.deadlineExceeded, "after three attempts")
            }
        }.with(Timeout(.seconds(5), clock: clock))
        let call = Task { try await endpoint(Empty()) }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .seconds(5))
        let error = await #expect(throws: Status.self) { try await call.value }
        #expect(error?.message == "after three attempts")
    }

    @Test func aCallThatEndsWithoutWaitingNeedsNoTimer() async throws {
        let endpoint = Endpoint("double") { (number: Int) in number * 2 }
            .with(Timeout(.seconds(5), metrics: metrics, clock: clock))
        #expect(try await endpoint(4) == 8)
        #expect(clock.sleepCalls == 0)
        #expect(timeouts("double") == 0)
    }

    @Test func oneTimerServesAllCalls() async throws {
        let started = EventLog()
        let blocked = blocked(started: started).with(Timeout(.seconds(5), clock: clock))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let error = await #expect(throws: Status.self) { try await blocked(Empty()) }
                    #expect(error?.code == .deadlineExceeded)
                }
            }
            while started.events.count < 100 { await Task.yield() }
            try await clock.base.waitForSleepers(1)
            #expect(clock.base.sleeperCount == 1)
            // Some may have been scheduled a moment after the first one, at the same manual time.
            clock.base.advance(by: .seconds(5))
            try await group.waitForAll()
        }
    }

    @Test func theTimerServesACallAfterAnother() async throws {
        let blocked = blocked().with(Timeout(.seconds(5), clock: clock))
        for _ in 0..<3 {
            let call = Task { try await blocked(Empty()) }
            try await clock.base.waitForSleepers(1)
            clock.base.advance(by: .seconds(5))
            await #expect(throws: Status.self) { try await call.value }
        }
    }

    @Test func cancellationOfTheCallerIsCancellation() async throws {
        let blocked = blocked().with(Timeout(.seconds(5), metrics: metrics, clock: clock))
        let call = Task { try await blocked(Empty()) }
        try await clock.base.waitForSleepers(1)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(timeouts("blocked") == 0)
    }

    @Test func theCallSeesTheDeadline() async throws {
        let endpoint = Endpoint("deadline") { (_: Empty) in RequestContext.current }
            .with(Timeout(.seconds(5), clock: clock))
        let context = try await endpoint(Empty())
        #expect(context.deadline?.instant == clock.now.advanced(by: .seconds(5)))
        var outer = RequestContext()
        outer.deadline = Deadline(clock.now.advanced(by: .seconds(60)))
        outer.requestID = "r-1"
        try await RequestContext.$current.withValue(outer) {
            let inner = try await endpoint(Empty())
            #expect(inner.deadline?.instant == clock.now.advanced(by: .seconds(5)))
            #expect(inner.requestID == "r-1")
        }
    }

    @Test func anEarlierDeadlineOfTheCallerStays() async throws {
        let endpoint = Endpoint("deadline") { (_: Empty) async in
            await Task.yield()
            return RequestContext.current.deadline
        }.with(Timeout(.seconds(5), clock: clock))
        var outer = RequestContext()
        outer.deadline = Deadline(clock.now.advanced(by: .seconds(5)))
        let seen = try await RequestContext.$current.withValue(outer) { try await endpoint(Empty()) }
        #expect(seen == outer.deadline)
        #expect(clock.sleepCalls == 0)
    }

    @Test func aDeadlineThatHasPassedEndsTheCallBeforeItBegins() async throws {
        let started = EventLog()
        let blocked = blocked(started: started).with(Timeout(.seconds(5), clock: clock))
        var outer = RequestContext()
        outer.deadline = Deadline(clock.now)
        await RequestContext.$current.withValue(outer) {
            let error = await #expect(throws: Status.self) { try await blocked(Empty()) }
            #expect(error?.code == .deadlineExceeded && error?.delivery == .rejected)
        }
        #expect(started.events.isEmpty)
    }

    @Test func aTransportThatKeepsTheDeadlineNeedsNoTimer() async throws {
        let seen = Mutex<Deadline?>(nil)
        let remote = Endpoint(remote: "remote", endsByDeadline: true) { (_: Empty) -> Empty in
            await Task.yield()
            seen.withLock { $0 = RequestContext.current.deadline }
            throw Status(.deadlineExceeded, "from the transport")
        }.with(Timeout(.seconds(5), metrics: metrics, clock: clock))
        let error = await #expect(throws: Status.self) { try await remote(Empty()) }
        #expect(error?.message == "from the transport")
        #expect(seen.withLock { $0 }?.instant == clock.now.advanced(by: .seconds(5)))
        #expect(clock.sleepCalls == 0 && timeouts("remote") == 1)
    }

    /// A transport would keep a deadline that it sees to the last element.
    @Test func aStreamMustBeginInTimeAndMayGoOn() async throws {
        let remote = Endpoint(remote: "remote", endsByDeadline: true) { (begins: Bool) in
            if !begins { _ = try await Waiter<Empty>().wait() }
            return ResponseStream([RequestContext.current.deadline])
        }.with(Timeout(.seconds(5), clock: clock))
        for try await deadline in try await remote(true) { #expect(deadline == nil) }
        let call = Task { try await remote(false) }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .seconds(5))
        let error = await #expect(throws: Status.self) { try await call.value }
        #expect(error?.code == .deadlineExceeded)
    }

    @Test func otherErrorsOfSuchATransportStay() async throws {
        let marked = MarkedError()
        let remote = Endpoint(remote: "remote", endsByDeadline: true) { (_: Empty) -> Empty in throw marked }
            .with(Timeout(.seconds(5), metrics: metrics, clock: clock))
        let error = await #expect(throws: MarkedError.self) { try await remote(Empty()) }
        #expect(error === marked)
        #expect(timeouts("remote") == 0)
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.min)])
    func anyNumberIsADuration(_ timeout: Duration) async throws {
        let endpoint = Endpoint("double") { (number: Int) in number * 2 }.with(Timeout(timeout, clock: clock))
        #expect(try await endpoint(4) == 8)
    }

    /// The timer cancels tasks that are about to end; whatever is faster, every call ends once and nothing crashes.
    @Test func theTimerAndTheEndOfTheCallRace() async throws {
        let clock = ManualClock()
        let endpoint = Endpoint("race") { (number: Int) async throws -> Int in
            for _ in 0..<(number % 8) { await Task.yield() }
            return number
        }.with(Timeout(.milliseconds(1), clock: clock))
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<4_000 {
                group.addTask {
                    do {
                        return try await endpoint(number) == number
                    } catch {
                        return Status(error).code == .deadlineExceeded
                    }
                }
                if number % 10 == 0 {
                    group.addTask {
                        clock.advance(by: .milliseconds(1))
                        return true
                    }
                }
            }
            return try await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0 })
        // Whoever is left expires now; nobody waits for it.
        clock.advance(by: .seconds(1))
    }
}
