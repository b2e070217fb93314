import MartletTesting
import Testing

@testable import Martlet

/// The cases of Go kit's three breakers.
@Suite struct CircuitBreakerGoKitTests {
    private struct TragedyAndDisaster: Error {}

    /// Go kit's harness: so many successes, then failures as long as they shall pass, then ten calls that shall not.
    private func check(
        _ policy: CircuitBreaker.Policy? = nil,
        primeWith prime: Int,
        shouldPass: (Int) -> Bool,
        opensAfter expected: Int
    ) async throws {
        let clock = ManualClock()
        let peer = FlakyPeer()
        let breaker = policy.map { CircuitBreaker($0, clock: clock) } ?? CircuitBreaker(clock: clock)
        let endpoint = peer.endpoint.with(breaker)
        for number in 0..<prime { #expect(try await endpoint(number) == number + 1) }
        peer.fails(with: TragedyAndDisaster())
        var failures = 0
        while shouldPass(failures) {
            await #expect(throws: TragedyAndDisaster.self) { try await endpoint(1) }
            failures += 1
        }
        #expect(failures == expected)
        let calls = peer.calls
        for _ in 0..<10 {
            let error = await #expect(throws: Status.self) { try await endpoint(1) }
            #expect(error?.message == "circuit breaker is open")
        }
        #expect(peer.calls == calls && calls == prime + expected)
    }

    @Test func gobreaker() async throws {
        try await check(primeWith: 100, shouldPass: { $0 <= 5 }, opensAfter: 6)
        try await check(.gobreaker, primeWith: 100, shouldPass: { $0 <= 5 }, opensAfter: 6)
    }

    @Test func handy() async throws {
        let shouldPass = { (failures: Int) in Double(failures) / Double(100 + failures) <= 0.05 }
        try await check(.handy(ratio: 0.05), primeWith: 100, shouldPass: shouldPass, opensAfter: 6)
    }

    @Test func hystrix() async throws {
        let shouldPass = { (failures: Int) in Double(failures) / Double(40 + failures) <= 0.04 }
        try await check(.hystrix(errorPercent: 5), primeWith: 40, shouldPass: shouldPass, opensAfter: 2)
    }

    /// Open for a minute, one call while half-open, closed by one success, opened by one failure.
    @Test func gobreakerDefaults() async throws {
        let clock = ManualClock()
        let peer = FlakyPeer()
        let breaker = CircuitBreaker(clock: clock)
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<6 {
            #expect(breaker.state == .closed)
            _ = try? await endpoint(1)
        }
        clock.advance(by: .seconds(60) - .nanoseconds(1))
        _ = try? await endpoint(1)
        #expect(peer.calls == 6)
        clock.advance(by: .nanoseconds(1))
        _ = try? await endpoint(1)
        #expect(peer.calls == 7 && breaker.state == .open)
        peer.works()
        clock.advance(by: .seconds(60))
        #expect(try await endpoint(1) == 2)
        #expect(breaker.state == .closed)
        // Nothing is left of the earlier count, and time alone does not clear the new one.
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<5 {
            _ = try? await endpoint(1)
            clock.advance(by: .seconds(3_600))
        }
        #expect(breaker.state == .closed)
        _ = try? await endpoint(1)
        #expect(breaker.state == .open)
    }

    /// MaxRequests: so many probes, all of which must succeed.
    @Test func gobreakerMaxRequests() async throws {
        let clock = ManualClock()
        let peer = FlakyPeer()
        let breaker = CircuitBreaker(probes: 3, clock: clock)
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<6 { _ = try? await endpoint(1) }
        clock.advance(by: .seconds(60))
        peer.works()
        for _ in 0..<2 {
            _ = try await endpoint(1)
            #expect(breaker.state == .halfOpen)
        }
        peer.fails(with: TragedyAndDisaster())
        _ = try? await endpoint(1)
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(60))
        peer.works()
        for _ in 0..<3 { _ = try await endpoint(1) }
        #expect(breaker.state == .closed)
    }

    /// A second of pause, one probe, and a success forgets all.
    @Test func handyCooldown() async throws {
        let clock = ManualClock()
        let peer = FlakyPeer()
        let breaker = CircuitBreaker(.handy(ratio: 0.05), clock: clock)
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<10 { _ = try? await endpoint(1) }
        #expect(breaker.state == .closed)
        _ = try? await endpoint(1)
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(1))
        peer.works()
        _ = try await endpoint(1)
        #expect(breaker.state == .closed)
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<10 { _ = try? await endpoint(1) }
        #expect(breaker.state == .closed)
    }

    /// Twenty calls at least, half of them; five seconds of sleep; a success of the one probe resets it.
    @Test func hystrixDefaults() async throws {
        let clock = ManualClock()
        let peer = FlakyPeer()
        let breaker = CircuitBreaker(.hystrix, clock: clock)
        let endpoint = peer.endpoint.with(breaker)
        for _ in 0..<10 { _ = try await endpoint(1) }
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<9 { _ = try? await endpoint(1) }
        #expect(breaker.state == .closed)
        _ = try? await endpoint(1)
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(5) - .nanoseconds(1))
        _ = try? await endpoint(1)
        #expect(peer.calls == 20)
        clock.advance(by: .nanoseconds(1))
        peer.works()
        _ = try await endpoint(1)
        #expect(breaker.state == .closed)
        peer.fails(with: TragedyAndDisaster())
        for _ in 0..<19 { _ = try? await endpoint(1) }
        #expect(breaker.state == .closed)
    }
}
