import MartletTesting
import Testing

@testable import Martlet

/// The cases of Go kit's package `ratelimit`: a limit of one call a minute with a burst of 1, and callers that have
/// half a second.
@Suite struct GoKitRateLimitTests {
    private let clock = ManualClock()
    private let calls = Count()

    private func makeEndpoint(_ action: RateLimit.Action, burst: Int = 1) -> Endpoint<Empty, Empty> {
        Endpoint("nop") { [calls] _ in
            _ = calls.next()
            return Empty()
        }
        .with(RateLimit(.every(.seconds(60)), burst: burst, whenExceeded: action, clock: clock))
    }

    private func call(_ endpoint: Endpoint<Empty, Empty>) async throws {
        var context = RequestContext()
        context.deadline = .after(.milliseconds(500), clock: clock)
        _ = try await RequestContext.$current.withValue(context) { try await endpoint(Empty()) }
    }

    @Test func erroringLimiter() async throws {
        let endpoint = makeEndpoint(.reject)
        try await call(endpoint)
        let status = await #expect(throws: Status.self) { try await call(endpoint) }
        #expect(status?.message == "rate limit exceeded")
        // Rejected calls do not reach the endpoint.
        #expect(calls.next() == 2)
    }

    @Test func delayingLimiter() async throws {
        let endpoint = makeEndpoint(.wait())
        try await call(endpoint)
        let status = await #expect(throws: Status.self) { try await call(endpoint) }
        #expect(status?.message.contains("exceed the deadline") == true)
        // At once: the clock has not moved, and nobody sleeps on it.
        #expect(clock.sleeperCount == 0)
        #expect(calls.next() == 2)
    }

    @Test func delayingLimiterWithinTheDeadline() async throws {
        let endpoint = makeEndpoint(.wait())
        try await call(endpoint)
        clock.advance(by: .milliseconds(59_600))
        async let second: Void = call(endpoint)
        try await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(400))
        try await second
        #expect(calls.next() == 3)
    }

    @Test func waitForMoreThanTheBurstFailsAtOnce() async {
        let status = await #expect(throws: Status.self) { try await call(makeEndpoint(.wait(), burst: 0)) }
        #expect(status?.code == .resourceExhausted)
        #expect(status?.retry == .never)
    }

    @Test func waitFailsAtOnceWhenTheContextIsDone() async throws {
        let endpoint = makeEndpoint(.wait())
        var context = RequestContext()
        context.deadline = Deadline(clock.now)
        let status = await #expect(throws: Status.self) {
            _ = try await RequestContext.$current.withValue(context) { try await endpoint(Empty()) }
        }
        #expect(status?.code == .deadlineExceeded)
        let gate = Gate()
        let cancelled = Task {
            await gate.wait()
            try await call(endpoint)
        }
        cancelled.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(calls.next() == 1)
        try await call(endpoint)
    }

    @Test func aCancelledWaitGivesItsTokenBack() async throws {
        let endpoint = makeEndpoint(.wait())
        _ = try await endpoint(Empty())
        let cancelled = Task { try await endpoint(Empty()) }
        try await clock.waitForSleepers(1)
        cancelled.cancel()
        _ = await cancelled.result
        clock.advance(by: .seconds(60))
        _ = try await endpoint(Empty())
        #expect(clock.sleeperCount == 0)
    }

    @Test func startsFullAndRefills() async throws {
        let endpoint = makeEndpoint(.reject, burst: 2)
        for _ in 0..<2 { try await call(endpoint) }
        await #expect(throws: Status.self) { try await call(endpoint) }
        clock.advance(by: .seconds(60))
        try await call(endpoint)
        await #expect(throws: Status.self) { try await call(endpoint) }
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func everyOfNoTimeIsInfiniteAndIgnoresTheBurst(interval: Duration) async throws {
        for action in [RateLimit.Action.reject, .wait()] {
            let endpoint = Endpoint<Empty, Empty>.nop("nop")
                .with(RateLimit(.every(interval), burst: 0, whenExceeded: action, clock: clock))
            for _ in 0..<100 { try await call(endpoint) }
        }
    }
}
