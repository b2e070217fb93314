import MartletTesting
import Testing

@testable import Martlet

/// The delay of a ``Hedge`` that follows the latency.
@Suite struct HedgePercentileTests {
    private let clock = CountingClock()

    private func milliseconds(_ layer: Hedge) -> Double { layer.core.delay / .milliseconds(1) }

    /// Calls that take so long by the clock.
    private func call(_ layer: Hedge, taking latency: Duration, times: Int) async throws {
        let clock = clock
        let endpoint = Endpoint("probe", isIdempotent: true) { (_: Empty) in clock.base.advance(by: latency) }
            .with(layer)
        for _ in 0..<times { try await endpoint(Empty()) }
    }

    @Test func theDelayIsThatOfTheLatency() async throws {
        let layer = Hedge(atPercentile: 0.95, clock: clock)
        #expect(layer.core.delay == .seconds(1))
        try await call(layer, taking: .milliseconds(20), times: 20)
        #expect((20...21.3).contains(milliseconds(layer)))

        let probe = HedgeProbe()
        let endpoint = probe.endpoint().with(layer)
        let call = Task { try await endpoint(Empty()) }
        await probe.begun(1)
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .milliseconds(20) - .nanoseconds(1))
        #expect(clock.base.sleeperCount == 1)
        clock.base.advance(by: .microseconds(1_300))
        await probe.begun(2)
        probe.end(2)
        #expect(try await call.value == 2)
    }

    @Test func theLimitsHold() async throws {
        let layer = Hedge(
            atPercentile: 0.5,
            minimum: .milliseconds(30),
            maximum: .milliseconds(40),
            window: .seconds(3_600),
            clock: clock
        )
        #expect(layer.core.delay == .milliseconds(40))
        try await call(layer, taking: .milliseconds(1), times: 32)
        #expect(layer.core.delay == .milliseconds(30))
        try await call(layer, taking: .seconds(1), times: 64)
        #expect(layer.core.delay == .milliseconds(40))
        // A maximum below the minimum is the minimum.
        #expect(Hedge(atPercentile: 0.5, minimum: .seconds(5), maximum: .seconds(1)).core.delay == .seconds(5))
    }

    @Test func latenciesAreForgotten() async throws {
        let layer = Hedge(atPercentile: 0.5, window: .seconds(10), clock: clock)
        try await call(layer, taking: .milliseconds(20), times: 32)
        #expect(milliseconds(layer) < 22)
        clock.base.advance(by: .seconds(60))
        try await call(layer, taking: .milliseconds(20), times: 1)
        #expect(layer.core.delay == .seconds(1))
    }

    @Test func failuresSayNothingOfTheLatency() async throws {
        let layer = Hedge(atPercentile: 0.5, clock: clock)
        let failing = Endpoint("probe", isIdempotent: true) { (_: Empty) -> Empty in throw Status(.unavailable) }
            .with(layer)
        for _ in 0..<100 { _ = try? await failing(Empty()) }
        #expect(layer.core.delay == .seconds(1))
    }

    /// The first attempt would have taken longer than what the hedge has cut off, which is what the percentile needs.
    @Test func aCallThatWasHedgedCountsFromItsBeginning() async throws {
        let layer = Hedge(atPercentile: 0.5, maximum: .milliseconds(100), budget: .unlimited, clock: clock)
        for _ in 0..<2 {
            let probe = HedgeProbe()
            let endpoint = probe.endpoint().with(layer)
            let call = Task { try await endpoint(Empty()) }
            await probe.begun(1)
            try await clock.base.waitForSleepers(1)
            clock.base.advance(by: .milliseconds(100))
            await probe.begun(2)
            clock.base.advance(by: .milliseconds(5))
            probe.end(2)
            _ = try await call.value
        }
        #expect(layer.core.delay == .milliseconds(100))
    }

    @Test func copiesShareWhatTheyKnow() async throws {
        let layer = Hedge(atPercentile: 0.5, clock: clock)
        try await call(layer.attached(to: "other"), taking: .milliseconds(20), times: 2)
        #expect(milliseconds(layer) < 22)
    }

    /// On real threads and the real clock: every call has one response, and extra attempts stay within the budget.
    @Test func manyCallsAtOnce() async throws {
        let attempts = Count()
        let budget = RetryBudget.exactly(ratio: 0.2)
        let layer = Hedge(
            atPercentile: 0.5,
            minimum: .zero,
            maximum: .microseconds(200),
            budget: budget,
            maximumAttempts: 3
        )
        let endpoint = Endpoint("probe", isIdempotent: true) { (request: Int) in
            var generator = SeededGenerator(seed: UInt64(attempts.next()))
            for _ in 0..<Int.random(in: 0..<20, using: &generator) { await Task.yield() }
            if Int.random(in: 0..<4, using: &generator) == 0 { throw Status(.unavailable) }
            return request * 2
        }
        .with(layer)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var failures = 0
                    for number in 0..<100 {
                        let request = worker * 1_000 + number
                        do {
                            let response = try await endpoint(request)
                            #expect(response == request * 2)
                        } catch {
                            #expect(Status(error).code == .unavailable)
                            failures += 1
                        }
                    }
                    return failures
                }
            }
            let failures = try await group.reduce(0, +)
            #expect(failures < 800)
        }
        let extra = attempts.next() - 1 - 800
        #expect(extra >= 0 && (Double(extra) + budget.balance - 160).magnitude < 1e-6)
    }
}
