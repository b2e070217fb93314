import MartletTesting
import MetricsTestKit
import Testing

@testable import Martlet

@Suite struct CircuitBreakerMetricsTests {
    private let clock = ManualClock()
    private let metrics = TestMetrics()
    private let peer = FlakyPeer()

    private func rejections(_ endpoint: String, _ reason: String) -> Int64? {
        try? metrics.expectCounter(
            "martlet_circuit_breaker_rejections",
            [("endpoint", endpoint), ("reason", reason)]
        ).totalValue
    }

    /// How often it went to closed, half-open, open.
    private func transitions(_ endpoint: String) -> [Int64?] {
        ["closed", "half_open", "open"].map { state in
            try? metrics.expectCounter(
                "martlet_circuit_breaker_transitions",
                [("endpoint", endpoint), ("state", state)]
            ).totalValue
        }
    }

    private func state(_ endpoint: String) -> Double? {
        try? metrics.expectMeter("martlet_circuit_breaker_state", [("endpoint", endpoint)]).lastValue
    }

    private func named(_ name: String) -> Endpoint<Int, Int> {
        let endpoint = peer.endpoint
        return Endpoint(name) { try await endpoint($0) }
    }

    @Test func countsRejectionsAndTransitions() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(1), metrics: metrics, clock: clock)
        let endpoint = named("a").with(breaker)
        #expect(state("a") == 0 && transitions("a") == [0, 0, 0])
        peer.fails(with: MarkedError())
        _ = try? await endpoint(1)
        #expect(state("a") == 2 && transitions("a") == [0, 0, 1])
        for _ in 0..<3 { _ = try? await endpoint(1) }
        #expect(rejections("a", "open") == 3)
        clock.advance(by: .seconds(60))
        let (reached, gate) = (Gate(), Gate())
        let hanging = Endpoint("a") { (_: Int) in
            reached.open()
            await gate.wait()
        }.with(breaker)
        let probe = Task { try await hanging(1) }
        await reached.wait()
        #expect(state("a") == 1 && transitions("a") == [0, 1, 1])
        for _ in 0..<2 { _ = try? await endpoint(1) }
        #expect(rejections("a", "half_open") == 2)
        gate.open()
        try await probe.value
        #expect(state("a") == 0 && transitions("a") == [1, 1, 1])
        #expect(rejections("a", "open") == 3 && rejections("a", "throttled") == 0)
    }

    @Test func countsWhatIsThrottled() async throws {
        let breaker = CircuitBreaker(
            .adaptiveThrottling(),
            metrics: metrics,
            generator: FixedGenerator(unit: 0),
            clock: clock
        )
        let endpoint = named("a").with(breaker)
        peer.fails(with: MarkedError())
        for _ in 0..<3 { _ = try? await endpoint(1) }
        #expect(rejections("a", "throttled") == 2 && state("a") == 0)
    }

    @Test func endpointsThatShareItShowTheSameState() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(1), metrics: metrics, clock: clock)
        let a = named("a").with(breaker)
        peer.fails(with: MarkedError())
        _ = try? await a(1)
        // Comes later, and finds it open.
        let b = named("b").with(breaker)
        #expect(state("b") == 2 && transitions("b") == [0, 0, 0])
        for _ in 0..<2 { _ = try? await b(1) }
        #expect(rejections("a", "open") == 0 && rejections("b", "open") == 2)
        clock.advance(by: .seconds(60))
        peer.works()
        _ = try await b(1)
        #expect(state("a") == 0 && state("b") == 0)
        #expect(transitions("a") == [1, 1, 1] && transitions("b") == [1, 1, 0])
    }

    @Test func aNameStandsForAllEndpoints() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(1), name: "users", metrics: metrics, clock: clock)
        let endpoints = [named("a").with(breaker), named("b").with(breaker)]
        peer.fails(with: MarkedError())
        _ = try? await endpoints[0](1)
        for endpoint in endpoints { _ = try? await endpoint(1) }
        #expect(state("users") == 2 && transitions("users") == [0, 0, 1])
        #expect(rejections("users", "open") == 2)
        #expect(state("a") == nil && rejections("a", "open") == nil)
    }

    @Test func theSameEndpointIsCountedOnce() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(1), metrics: metrics, clock: clock)
        let endpoints = [named("a").with(breaker), named("a").with(breaker)]
        peer.fails(with: MarkedError())
        _ = try? await endpoints[0](1)
        for endpoint in endpoints { _ = try? await endpoint(1) }
        #expect(transitions("a") == [0, 0, 1] && rejections("a", "open") == 2)
    }

    @Test func forcingCounts() {
        let breaker = CircuitBreaker(metrics: metrics, clock: clock)
        _ = named("a").with(breaker)
        breaker.force(.open)
        #expect(state("a") == 2)
        breaker.release()
        #expect(state("a") == 0 && transitions("a") == [1, 0, 1])
    }
}
