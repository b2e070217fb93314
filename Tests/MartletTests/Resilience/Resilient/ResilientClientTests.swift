import CoreMetrics
import Martlet
import MartletTesting
import MetricsTestKit
import Testing

@Suite struct ResilientClientTests {
    private let clock = ManualClock()
    private let count = Count()

    /// Fails so many times, then answers.
    private func endpoint(
        failing failures: Int,
        with error: any Error = Status(.unavailable),
        isIdempotent: Bool = true
    ) -> Endpoint<Empty, Int> {
        Endpoint(remote: "get", isIdempotent: isIdempotent, endsByDeadline: true) { [count] (_: Empty) in
            let number = count.next()
            if number <= failures { throw error }
            return number
        }
    }

    private func resilient(_ options: ClientResilience, metrics: (any MetricsFactory)? = nil) -> Resilient<ClientLayers>
    {
        Resilient(options, metrics: metrics, generator: SeededGenerator(seed: 1), clock: clock)
    }

    @Test func theOrder() {
        let options = ClientResilience.client { $0.hedging = .after(.milliseconds(10)) }
        #expect(
            endpoint(failing: 0).with(resilient(options)).layers
                == ["Timeout", "Bulkhead", "Retry", "Hedge", "CircuitBreaker", "Timeout"]
        )
        #expect(
            endpoint(failing: 0).with(resilient(.client)).layers
                == ["Timeout", "Bulkhead", "Retry", "CircuitBreaker", "Timeout"]
        )
    }

    @Test func whatIsNilIsLeftOut() async throws {
        let options = ClientResilience.client {
            $0.timeout = nil
            $0.maximumInFlight = nil
            $0.backoff = nil
            $0.breaker = nil
            $0.attemptTimeout = nil
        }
        let bare = endpoint(failing: 0).with(resilient(options))
        #expect(bare.layers.isEmpty)
        #expect(try await bare(Empty()) == 1)
    }

    @Test func aFailureThatPassesIsRetried() async throws {
        let get = endpoint(failing: 2).with(resilient(.client { $0.backoff = .constant(.zero, attempts: 3) }))
        #expect(try await get(Empty()) == 3)
    }

    @Test func anEndpointThatIsNotIdempotentIsNotCalledAgain() async throws {
        let options = ClientResilience.client { $0.backoff = .constant(.zero, attempts: 3) }
        let post = endpoint(failing: 1, isIdempotent: false).with(resilient(options))
        await #expect(throws: Status.self) { try await post(Empty()) }
        #expect(try await post(Empty()) == 2)
    }

    /// Each attempt counts, and a rejection by the breaker costs the retry no call of the peer.
    @Test func theBreakerSeesEachAttempt() async throws {
        let options = ClientResilience.client {
            $0.backoff = .constant(.zero, attempts: 3)
            $0.breaker = .consecutiveFailures(3)
        }
        let stack = resilient(options)
        let get = endpoint(failing: .max).with(stack)
        await #expect(throws: RetryError.self) { try await get(Empty()) }
        #expect(stack.layers.breaker?.state == .open)
        let error = await #expect(throws: (any Error).self) { try await get(Empty()) }
        #expect(error.map { Status($0).code } == .unavailable)
        #expect(count.next() == 4, "the peer was called three times")
    }

    @Test func theCallHasATimeAndEachAttemptALesserOne() async throws {
        let options = ClientResilience.client {
            $0.timeout = .seconds(10)
            $0.attemptTimeout = .seconds(3)
        }
        let deadline = Endpoint(remote: "get", endsByDeadline: true) { (_: Empty) in RequestContext.current.deadline }
            .with(resilient(options))
        #expect(try await deadline(Empty())?.instant == clock.now.advanced(by: .seconds(3)))
        let total = ClientResilience.client { $0.timeout = .seconds(2) }
        let shorter = Endpoint(remote: "get", endsByDeadline: true) { (_: Empty) in RequestContext.current.deadline }
            .with(resilient(total))
        #expect(try await shorter(Empty())?.instant == clock.now.advanced(by: .seconds(2)))
    }

    @Test func noMoreThanSoManyAreInFlight() async throws {
        let started = EventLog()
        let stack = resilient(.client { $0.maximumInFlight = 1 })
        let get = Endpoint(remote: "get", endsByDeadline: true) { (_: Empty) async throws -> Empty in
            started.append("started")
            try await ManualClock().waitForSleepers(1)
            return Empty()
        }.with(stack)
        let call = Task { try await get(Empty()) }
        while started.events.isEmpty { await Task.yield() }
        let error = await #expect(throws: Status.self) { try await get(Empty()) }
        #expect(error?.code == .resourceExhausted && error?.delivery == .rejected)
        call.cancel()
        _ = await call.result
        #expect(stack.layers.bulkhead?.inFlight == 0)
    }

    /// Retries and hedges of one stack are paid for by the same calls, and those of several if they are given a budget.
    @Test func aBudgetCanBeShared() async throws {
        let budget = RetryBudget(ratio: 0, minimumPerSecond: 0.1, window: .seconds(10), clock: clock)
        let options = ClientResilience.client {
            $0.backoff = .constant(.zero, attempts: 2)
            $0.breaker = nil
            $0.budget = budget
        }
        let (one, other) = (
            endpoint(failing: .max).with(resilient(options)), endpoint(failing: .max).with(resilient(options))
        )
        await #expect(throws: RetryError.self) { try await one(Empty()) }
        await #expect(throws: Status.self) { try await other(Empty()) }
        #expect(count.next() == 4, "two attempts, and one without a retry")
    }

    @Test func everyLayerCounts() async throws {
        let metrics = TestMetrics()
        let options = ClientResilience.client {
            $0.backoff = .constant(.zero, attempts: 2)
            $0.hedging = .after(.seconds(1))
        }
        let get = endpoint(failing: 1).with(resilient(options, metrics: metrics))
        _ = try await get(Empty())
        let labels = Set(metrics.counters.map(\.label) + metrics.meters.map(\.label))
        #expect(
            labels.isSuperset(of: [
                "martlet_timeouts", "martlet_bulkhead_in_flight", "martlet_retry_attempts", "martlet_hedge_attempts",
                "martlet_circuit_breaker_state",
            ])
        )
        #expect(try metrics.expectCounter("martlet_retry_attempts", [("endpoint", "get")]).totalValue == 1)
    }

    @Test func streamsPass() async throws {
        let stream = Endpoint("stream") { (count: Int) in ResponseStream(Array(0..<count)) }.with(resilient(.client))
        var elements: [Int] = []
        for try await element in try await stream(3) { elements.append(element) }
        #expect(elements == [0, 1, 2])
    }
}
