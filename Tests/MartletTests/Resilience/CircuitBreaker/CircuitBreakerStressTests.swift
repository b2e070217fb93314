import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

/// Many tasks, on all threads there are, and a clock that somebody moves meanwhile.
@Suite struct CircuitBreakerStressTests {
    @Test(arguments: [CircuitBreaker.Policy.consecutiveFailures(3), .failureRatio(0.3, minimumCalls: 5), .gobreaker])
    func staysWhole(_ policy: CircuitBreaker.Policy) async throws {
        let clock = ManualClock()
        let metrics = TestMetrics()
        let changes = Mutex<[CircuitBreaker.StateChange]>([])
        let breaker = CircuitBreaker(
            policy,
            openFor: .init(.milliseconds(5), growth: 2, maximum: .milliseconds(20), jitter: 0.5),
            probes: 2,
            onStateChange: { change in changes.withLock { $0.append(change) } },
            metrics: metrics,
            clock: clock
        )
        let endpoint = Endpoint("stress") { (number: Int) async throws -> Int in
            if number % 5 == 0 { await Task.yield() }
            switch number % 11 {
            case 0..<4: throw Status(.internal)
            case 4: throw Status(.cancelled)
            default: return number
            }
        }.with(breaker)
        let rejections = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(task))
                    var rejections = 0
                    for _ in 0..<2_000 {
                        let number = Int.random(in: 0..<1_000, using: &random)
                        do {
                            guard try await endpoint(number) == number else { throw Status(.dataLoss) }
                        } catch {
                            if Status(error).delivery == .rejected { rejections += 1 }
                        }
                        if number % 7 == 0 { clock.advance(by: .milliseconds(1)) }
                        if number == 1 { breaker.force(.open) }
                        if number == 2 { breaker.force(.closed) }
                        if number < 30 { breaker.release() }
                    }
                    return rejections
                }
            }
            return try await group.reduce(0, +)
        }
        breaker.release()
        let seen = changes.withLock { $0 }
        #expect(!seen.isEmpty)
        // Each begins where the one before has ended.
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.to == $1.from })
        #expect(seen.first?.from == .closed && seen.last?.to == breaker.state)
        for state in [CircuitBreaker.State.closed, .halfOpen, .open] {
            let counter = try metrics.expectCounter(
                "martlet_circuit_breaker_transitions",
                [("endpoint", "stress"), ("state", "\(state)")]
            )
            #expect(counter.totalValue == Int64(seen.filter { $0.to == state }.count))
        }
        let counted = try ["open", "half_open"].map { reason in
            try metrics.expectCounter(
                "martlet_circuit_breaker_rejections",
                [("endpoint", "stress"), ("reason", reason)]
            ).totalValue
        }
        #expect(counted.reduce(0, +) == Int64(rejections))
        // And a peer that is well closes it.
        for _ in 0..<20 where breaker.state != .closed {
            clock.advance(by: .milliseconds(30))
            _ = try? await endpoint(5)
        }
        #expect(breaker.state == .closed)
        #expect(try metrics.expectMeter("martlet_circuit_breaker_state", [("endpoint", "stress")]).lastValue == 0)
    }

    /// Of all calls that come at the same moment, on whatever threads, exactly the probes pass.
    @Test(arguments: [1, 3])
    func exactlyTheProbesPass(_ probes: Int) async throws {
        let clock = ManualClock()
        let breaker = CircuitBreaker(.consecutiveFailures(1), probes: probes, clock: clock)
        for _ in 0..<50 {
            _ = try? await Endpoint("down") { (_: Int) -> Int in throw MarkedError() }.with(breaker)(1)
            #expect(breaker.state == .open)
            clock.advance(by: .seconds(60))
            let (peer, gate) = (FlakyPeer(), Gate())
            let endpoint = peer.waiting(at: gate).with(breaker)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 { group.addTask { (try? await endpoint(1)) != nil } }
                for _ in 0..<(16 - probes) { #expect(await group.next() == false) }
                gate.open()
                for await passed in group { #expect(passed) }
            }
            #expect(peer.calls == probes && breaker.state == .closed)
        }
    }

    /// Successes without the lock and failures with it: a failure that has returned is never forgotten by those that
    /// come after it, and a success that has returned is never missed.
    @Test func successesAndFailuresTakeTurns() async throws {
        let breaker = CircuitBreaker(.consecutiveFailures(2))
        let endpoint = Endpoint("turns") { (fails: Bool) in
            if fails { throw Status(.internal) }
            await Task.yield()
        }.with(breaker)
        for _ in 0..<2_000 {
            try? await endpoint(true)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { try? await endpoint(false) } }
            }
        }
        #expect(breaker.state == .closed)
        try? await endpoint(true)
        try? await endpoint(true)
        #expect(breaker.state == .open)
    }
}
