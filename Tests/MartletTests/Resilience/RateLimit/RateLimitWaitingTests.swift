import CoreMetrics
import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite(.timeLimit(.minutes(1))) struct RateLimitWaitingTests {
    private let clock = ManualClock()
    private let log = EventLog()

    private func makeLimit(
        burst: Int = 1,
        maximumWaiting: Int = 100,
        metrics: (any MetricsFactory)? = nil
    ) -> RateLimit {
        RateLimit(
            .perSecond(1),
            burst: burst,
            whenExceeded: .wait(maximumWaiting: maximumWaiting),
            metrics: metrics,
            clock: clock
        )
    }

    /// An endpoint that writes down who gets through, and answers with the time since the start of the test.
    private func makeEndpoint(_ limit: RateLimit) -> Endpoint<String, Duration> {
        let start = clock.now
        return Endpoint("geocode") { [log, clock] (name: String) in
            log.append(name)
            return start.duration(to: clock.now)
        }
        .with(limit)
    }

    /// Returns when so many calls are in the line.
    private func waitForCalls(_ count: Int, in limit: RateLimit) async throws {
        for _ in 0..<100_000 where limit.queue?.waitingCount != count { await Task.yield() }
        try #require(limit.queue?.waitingCount == count)
    }

    private func call(
        _ endpoint: Endpoint<String, Duration>,
        _ name: String,
        timeout: Duration? = nil
    ) async throws -> Duration {
        var context = RequestContext()
        context.deadline = timeout.map { Deadline.after($0, clock: clock) }
        return try await RequestContext.$current.withValue(context) { try await endpoint(name) }
    }

    private func expectRejected(
        _ message: String,
        code: Status.Code = .resourceExhausted,
        retry: Status.RetryHint?,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ call: () async throws -> Duration
    ) async {
        let status = await #expect(throws: Status.self, sourceLocation: sourceLocation) { try await call() }
        #expect(status?.code == code, sourceLocation: sourceLocation)
        #expect(status?.message == message, sourceLocation: sourceLocation)
        #expect(status?.retry == retry, sourceLocation: sourceLocation)
        #expect(status?.delivery == .rejected, sourceLocation: sourceLocation)
    }

    private let tooLate = "rate limit exceeded: the wait would exceed the deadline"
    private let tooMany = "rate limit exceeded: too many calls wait"

    // MARK: Waiting

    @Test func firstComeFirstServed() async throws {
        let limit = makeLimit(burst: 2)
        let endpoint = makeEndpoint(limit)
        #expect(try await call(endpoint, "a") == .zero)
        #expect(try await call(endpoint, "b") == .zero)
        async let third = call(endpoint, "c")
        try await waitForCalls(1, in: limit)
        async let fourth = call(endpoint, "d")
        try await waitForCalls(2, in: limit)
        async let fifth = call(endpoint, "e")
        try await waitForCalls(3, in: limit)
        try await clock.waitForSleepers(1)
        // One sleeps for all of them.
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .milliseconds(999))
        #expect(log.events == ["a", "b"])
        clock.advance(by: .milliseconds(1))
        #expect(try await third == .seconds(1))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await fourth == .seconds(2))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await fifth == .seconds(3))
        #expect(log.events == ["a", "b", "c", "d", "e"])
        #expect(limit.queue?.waitingCount == 0)
        #expect(clock.sleeperCount == 0)
    }

    @Test func savedTokensAreAllGivenOut() async throws {
        let limit = makeLimit(burst: 3)
        let endpoint = makeEndpoint(limit)
        for name in ["a", "b", "c"] { _ = try await call(endpoint, name) }
        async let fourth = call(endpoint, "d")
        try await waitForCalls(1, in: limit)
        async let fifth = call(endpoint, "e")
        try await waitForCalls(2, in: limit)
        async let sixth = call(endpoint, "f")
        try await waitForCalls(3, in: limit)
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(10))
        #expect(try await [fourth, fifth, sixth] == [.seconds(10), .seconds(10), .seconds(10)])
        #expect(log.events == ["a", "b", "c", "d", "e", "f"])
    }

    @Test func aClockThatWakesEarlyIsAskedAgain() async throws {
        let hasty = EarlyClock(base: clock)
        let limit = RateLimit(.perSecond(1), burst: 1, whenExceeded: .wait(), clock: hasty)
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        async let second = call(endpoint, "b")
        try await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(500))
        try await clock.waitForSleepers(1)
        #expect(log.events == ["a"])
        clock.advance(by: .milliseconds(500))
        #expect(try await second == .seconds(1))
    }

    @Test func checkGoesBehindThoseWhoWait() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        try limit.check()
        async let first = call(endpoint, "a")
        try await clock.waitForSleepers(1)
        #expect(#expect(throws: Status.self) { try limit.check() }?.retry == .after(.seconds(2)))
        clock.advance(by: .seconds(1))
        #expect(try await first == .seconds(1))
    }

    // MARK: Bounds

    @Test func tooManyWait() async throws {
        let limit = makeLimit(maximumWaiting: 1)
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        async let second = call(endpoint, "b")
        try await clock.waitForSleepers(1)
        await expectRejected(tooMany, retry: .after(.seconds(2))) { try await call(endpoint, "c") }
        clock.advance(by: .seconds(1))
        _ = try await second
        #expect(log.events == ["a", "b"])
    }

    @Test func anAlwaysEmptyBucketFailsAtOnce() async throws {
        let endpoint = makeEndpoint(makeLimit(burst: 0))
        await expectRejected("rate limit exceeded", retry: .never) { try await call(endpoint, "a") }
        #expect(clock.sleeperCount == 0)
    }

    // MARK: Deadlines

    @Test func aWaitPastTheDeadlineFailsAtOnce() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        clock.advance(by: .milliseconds(200))
        await expectRejected(tooLate, retry: .after(.milliseconds(800))) {
            try await call(endpoint, "b", timeout: .milliseconds(800))
        }
        #expect(clock.sleeperCount == 0)
        async let third = call(endpoint, "c", timeout: .milliseconds(801))
        try await clock.waitForSleepers(1)
        await expectRejected(tooLate, retry: .after(.milliseconds(1_800))) {
            try await call(endpoint, "d", timeout: .milliseconds(1_800))
        }
        clock.advance(by: .milliseconds(800))
        #expect(try await third == .seconds(1))
        #expect(log.events == ["a", "c"])
    }

    @Test func aDeadlineThatHasPassed() async throws {
        let endpoint = makeEndpoint(makeLimit())
        await expectRejected(
            "deadline exceeded",
            code: .deadlineExceeded,
            retry: nil
        ) {
            try await call(endpoint, "a", timeout: .zero)
        }
        #expect(try await call(endpoint, "b", timeout: .nanoseconds(1)) == .zero)
    }

    @Test func theFirstWakesTooLate() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        let second = Task { try await call(endpoint, "b", timeout: .seconds(2)) }
        try await clock.waitForSleepers(1)
        async let third = call(endpoint, "c")
        try await waitForCalls(2, in: limit)
        clock.advance(by: .seconds(3))
        await expectRejected(
            "deadline exceeded",
            code: .deadlineExceeded,
            retry: nil
        ) {
            try await second.value
        }
        // It has taken no token.
        #expect(try await third == .seconds(3))
    }

    @Test func whoBecomesLateFailsAtOnce() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        async let second = call(endpoint, "b")
        try await clock.waitForSleepers(1)
        let third = Task { try await call(endpoint, "c", timeout: .milliseconds(2_500)) }
        try await waitForCalls(2, in: limit)
        async let fourth = call(endpoint, "d", timeout: .milliseconds(4_000))
        try await waitForCalls(3, in: limit)
        // The first wakes late; the others' tokens come so much later.
        clock.advance(by: .milliseconds(1_800))
        await expectRejected(tooLate, retry: .after(.seconds(1))) { try await third.value }
        #expect(try await second == .milliseconds(1_800))
        try await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(1_000))
        #expect(try await fourth == .milliseconds(2_800))
    }

    // MARK: Cancellation

    @Test func theFirstIsCancelled() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        let second = Task { try await call(endpoint, "b") }
        try await clock.waitForSleepers(1)
        async let third = call(endpoint, "c")
        try await waitForCalls(2, in: limit)
        clock.advance(by: .milliseconds(400))
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        try await clock.waitForSleepers(1)
        #expect(limit.queue?.waitingCount == 1)
        clock.advance(by: .milliseconds(600))
        // It gets the token that the other one has waited for.
        #expect(try await third == .seconds(1))
        #expect(log.events == ["a", "c"])
    }

    @Test func oneBehindIsCancelled() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        async let second = call(endpoint, "b")
        try await clock.waitForSleepers(1)
        let third = Task { try await call(endpoint, "c") }
        try await waitForCalls(2, in: limit)
        async let fourth = call(endpoint, "d")
        try await waitForCalls(3, in: limit)
        third.cancel()
        await #expect(throws: CancellationError.self) { try await third.value }
        #expect(limit.queue?.waitingCount == 2)
        clock.advance(by: .seconds(1))
        #expect(try await second == .seconds(1))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await fourth == .seconds(2))
    }

    @Test func cancelledBeforeTheCall() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        let gate = Gate()
        let cancelled = Task {
            await gate.wait()
            return try await call(endpoint, "a")
        }
        cancelled.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        // It has taken no token.
        #expect(try await call(endpoint, "b") == .zero)
        #expect(log.events == ["b"])
    }

    @Test func allBehindTheFirstAreCancelledAtTheSameTime() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        let second = Task { try await call(endpoint, "b") }
        try await clock.waitForSleepers(1)
        let others = (0..<20).map { _ in Task { try await call(endpoint, "c") } }
        try await waitForCalls(21, in: limit)
        async let last = call(endpoint, "d")
        try await waitForCalls(22, in: limit)
        for other in others.reversed() { other.cancel() }
        second.cancel()
        for task in others + [second] { await #expect(throws: CancellationError.self) { try await task.value } }
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await last == .seconds(1))
        #expect(log.events == ["a", "d"])
    }

    /// Runs nothing before it is told to.
    private final class BusyExecutor: TaskExecutor {
        private let jobs = Mutex<[UnownedJob]>([])

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            jobs.withLock { $0.append(job) }
        }

        /// Runs what there is, and what comes of it.
        func run() {
            while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
    }

    @Test func whoIsCancelledAndCannotGoHoldsUpNobody() async throws {
        let limit = makeLimit()
        let endpoint = makeEndpoint(limit)
        _ = try await call(endpoint, "a")
        async let second = call(endpoint, "b")
        try await clock.waitForSleepers(1)
        let busy = BusyExecutor()
        let third = Task(executorPreference: busy) { try await call(endpoint, "c") }
        busy.run()
        try #require(limit.queue?.waitingCount == 2)
        async let fourth = call(endpoint, "d")
        try await waitForCalls(3, in: limit)
        third.cancel()
        #expect(limit.queue?.waitingCount == 3)
        clock.advance(by: .seconds(1))
        #expect(try await second == .seconds(1))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await fourth == .seconds(2))
        busy.run()
        await #expect(throws: CancellationError.self) { try await third.value }
        #expect(log.events == ["a", "b", "d"])
    }

    // MARK: Metrics

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let limit = makeLimit(maximumWaiting: 2, metrics: metrics)
        let endpoint = makeEndpoint(limit)
        func rejections(_ reason: String) throws -> Int64 {
            try metrics.expectCounter(
                "martlet_rate_limit_rejections",
                [("endpoint", "geocode"), ("reason", reason)]
            ).totalValue
        }
        let waiting = try metrics.expectMeter("martlet_rate_limit_waiting", [("endpoint", "geocode")])
        _ = try await call(endpoint, "a")
        #expect(waiting.values.isEmpty)
        let second = Task { try await call(endpoint, "b") }
        try await clock.waitForSleepers(1)
        #expect(waiting.lastValue == 1)
        let third = Task { try await call(endpoint, "c", timeout: .milliseconds(2_500)) }
        try await waitForCalls(2, in: limit)
        for _ in 0..<3 { _ = try? await call(endpoint, "d") }
        for _ in 0..<2 { _ = try? await call(endpoint, "e", timeout: .milliseconds(1_000)) }
        _ = try? await call(endpoint, "f", timeout: .zero)
        #expect(try [rejections("exceeded"), rejections("queue_full"), rejections("deadline")] == [0, 3, 3])
        second.cancel()
        _ = await second.result
        third.cancel()
        _ = await third.result
        #expect(waiting.lastValue == 0)
        #expect(waiting.values.max() == 2)
    }

    @Test func aBucketThatIsAlwaysEmptyIsCountedAsExceeded() async throws {
        let metrics = TestMetrics()
        let endpoint = makeEndpoint(makeLimit(burst: 0, metrics: metrics))
        _ = try? await call(endpoint, "a")
        let counter = try metrics.expectCounter(
            "martlet_rate_limit_rejections",
            [("endpoint", "geocode"), ("reason", "exceeded")]
        )
        #expect(counter.totalValue == 1)
    }

    // MARK: Conformance

    @Test func conforms() async throws {
        try await MiddlewareConformance.check {
            RateLimit(.perSecond(1_000), burst: 1_000, whenExceeded: .wait())
        }
        // Also when calls do wait.
        try await MiddlewareConformance.check {
            RateLimit(.perSecond(10_000), burst: 1, whenExceeded: .wait(), metrics: TestMetrics())
        }
    }
}

/// A clock whose first sleeper wakes half a second before its time.
private struct EarlyClock: Clock {
    typealias Duration = Swift.Duration
    typealias Instant = ContinuousClock.Instant

    let base: ManualClock
    private let sleeps = Count()

    init(base: ManualClock) {
        self.base = base
    }

    var now: Instant { base.now }
    var minimumResolution: Duration { base.minimumResolution }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let isFirst = sleeps.next() == 1
        try await base.sleep(until: isFirst ? deadline.advanced(by: .milliseconds(-500)) : deadline)
    }
}
