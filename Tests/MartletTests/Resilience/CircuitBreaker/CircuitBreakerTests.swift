import MartletTesting
import Synchronization
import Testing

@testable import Martlet

@Suite struct CircuitBreakerTests {
    private let clock = ManualClock()
    private let peer = FlakyPeer()

    private func breaker(
        _ policy: CircuitBreaker.Policy = .consecutiveFailures(2),
        openFor: CircuitBreaker.OpenDuration? = nil,
        probes: Int = 1,
        isFailure: (@Sendable (Status) -> Bool)? = nil,
        onStateChange: (@Sendable (CircuitBreaker.StateChange) -> Void)? = nil
    ) -> CircuitBreaker {
        CircuitBreaker(
            policy,
            openFor: openFor,
            probes: probes,
            isFailure: isFailure,
            onStateChange: onStateChange,
            clock: clock
        )
    }

    @Test(arguments: [
        CircuitBreaker.Policy.gobreaker, .hystrix, .handy(ratio: 0.5), .slowCalls(over: .seconds(5)),
        .failureRatio(0.5),
        .adaptiveThrottling(maximumProbability: .leastNonzeroMagnitude),
    ])
    func conforms(_ policy: CircuitBreaker.Policy) async throws {
        try await MiddlewareConformance.check { CircuitBreaker(policy) }
    }

    @Test func isOneLayerThatKeepsDeadlines() {
        let endpoint = peer.endpoint.with(breaker())
        #expect(endpoint.layers == ["CircuitBreaker"])
        #expect(Endpoint(remote: "r", endsByDeadline: true) { (_: Int) in 1 }.with(breaker()).endsByDeadline)
    }

    @Test func opensAndRejectsWithTheTimeUntilTheNextProbe() async throws {
        let breaker = breaker()
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: Status(.unavailable, "down"))
        for _ in 0..<2 {
            let error = await #expect(throws: Status.self) { try await endpoint(1) }
            #expect(error?.message == "down")
        }
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(20))
        let error = await #expect(throws: Status.self) { try await endpoint(1) }
        #expect(error?.code == .unavailable && error?.message == "circuit breaker is open")
        #expect(error?.delivery == .rejected && error?.retry == .after(.seconds(40)))
        #expect(peer.calls == 2)
    }

    @Test func closesWhenAProbeSucceeds() async throws {
        let breaker = breaker()
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: MarkedError())
        for _ in 0..<2 { _ = try? await endpoint(1) }
        clock.advance(by: .seconds(60))
        // Nobody has called, so nothing has changed.
        #expect(breaker.state == .open)
        await #expect(throws: MarkedError.self) { try await endpoint(1) }
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(60))
        peer.works()
        #expect(try await endpoint(1) == 2)
        #expect(breaker.state == .closed)
        #expect(peer.calls == 4)
    }

    @Test func onlyTheProbesPassWhileItIsHalfOpen() async throws {
        let breaker = breaker(probes: 3)
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: MarkedError())
        for _ in 0..<2 { _ = try? await endpoint(1) }
        clock.advance(by: .seconds(60))
        let gate = Gate()
        let waiting = peer.waiting(at: gate).with(breaker)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        return try await waiting(1) == 2
                    } catch {
                        let status = Status(error)
                        #expect(status.message == "circuit breaker is half-open: too many requests")
                        #expect(status.code == .unavailable && status.delivery == .rejected && status.retry == nil)
                        return false
                    }
                }
            }
            // The probes wait at the gate, so these are the others.
            for _ in 0..<17 { #expect(try await group.next() == false) }
            #expect(breaker.state == .halfOpen && peer.calls == 5)
            gate.open()
            for try await passed in group { #expect(passed) }
        }
        #expect(breaker.state == .closed)
    }

    @Test func aCancelledProbeMakesPlaceForAnother() async throws {
        let breaker = breaker()
        peer.fails(with: MarkedError())
        let endpoint = peer.endpoint.with(breaker)
        for _ in 0..<2 { _ = try? await endpoint(1) }
        clock.advance(by: .seconds(60))
        let reached = Gate()
        let hanging = Endpoint("hanging") { (_: Int) -> Int in
            reached.open()
            return try await Waiter<Int>().wait()
        }.with(breaker)
        let call = Task { try await hanging(1) }
        await reached.wait()
        #expect(breaker.state == .halfOpen)
        await #expect(throws: Status.self) { try await endpoint(1) }
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(breaker.state == .halfOpen)
        peer.works()
        #expect(try await endpoint(1) == 2)
        #expect(breaker.state == .closed)
    }

    @Test func aHungProbeIsGivenUpAfterTheOpenTime() async throws {
        let breaker = breaker()
        peer.fails(with: MarkedError())
        let endpoint = peer.endpoint.with(breaker)
        for _ in 0..<2 { _ = try? await endpoint(1) }
        peer.works()
        clock.advance(by: .seconds(60))
        let (reached, gate) = (Gate(), Gate())
        let hanging = Endpoint("hanging") { (_: Int) -> Int in
            reached.open()
            await gate.wait()
            throw MarkedError()
        }.with(breaker)
        let call = Task { try await hanging(1) }
        await reached.wait()
        clock.advance(by: .seconds(59))
        await #expect(throws: Status.self) { try await endpoint(1) }
        clock.advance(by: .seconds(1))
        #expect(try await endpoint(1) == 2)
        #expect(breaker.state == .closed)
        gate.open()
        await #expect(throws: MarkedError.self) { try await call.value }
        #expect(breaker.state == .closed)
    }

    @Test func copiesShareTheState() async throws {
        let breaker = breaker(.consecutiveFailures(1))
        let (a, b) = (peer.endpoint.with(breaker), peer.endpoint.with(breaker))
        peer.fails(with: MarkedError())
        _ = try? await a(1)
        let error = await #expect(throws: Status.self) { try await b(1) }
        #expect(error?.message == "circuit breaker is open")
    }

    @Test func anOperatorHoldsItOpen() async throws {
        let breaker = breaker()
        let endpoint = peer.endpoint.with(breaker)
        breaker.force(.open)
        #expect(breaker.state == .open && breaker.forcedState == .open)
        clock.advance(by: .seconds(3_600))
        let error = await #expect(throws: Status.self) { try await endpoint(1) }
        #expect(error?.message == "circuit breaker is open" && error?.retry == nil && error?.delivery == .rejected)
        breaker.release()
        #expect(try await endpoint(1) == 2)
        #expect(breaker.forcedState == nil)
    }

    @Test func anOperatorHoldsItClosed() async throws {
        let breaker = breaker(.consecutiveFailures(1))
        let endpoint = peer.endpoint.with(breaker)
        breaker.force(.closed)
        peer.fails(with: MarkedError())
        for _ in 0..<10 { await #expect(throws: MarkedError.self) { try await endpoint(1) } }
        breaker.release()
        #expect(breaker.state == .closed)
        await #expect(throws: MarkedError.self) { try await endpoint(1) }
        #expect(breaker.state == .open)
    }

    @Test func slowCallsOpenIt() async throws {
        let breaker = breaker(.slowCalls(over: .milliseconds(500), ratio: 0.5, minimumCalls: 4))
        let endpoint = Endpoint("slow") { [clock] (milliseconds: Int) in
            clock.advance(by: .milliseconds(milliseconds))
            return milliseconds
        }.with(breaker)
        for duration in [500, 500, 501] { _ = try await endpoint(duration) }
        #expect(breaker.state == .closed)
        _ = try await endpoint(501)
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(60))
        _ = try await endpoint(501)
        #expect(breaker.state == .open)
        clock.advance(by: .seconds(60))
        _ = try await endpoint(500)
        #expect(breaker.state == .closed)
    }

    /// As in the documentation of ``CircuitBreakerPolicy``.
    @Test func aPolicyOfOnesOwnDecides() async throws {
        struct FailureCount: CircuitBreakerPolicy {
            let maximum: Int
            private var count = 0

            init(_ maximum: Int) { self.maximum = maximum }

            mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool {
                if outcome.isFailure { count += 1 }
                return count >= maximum
            }
        }
        let breaker = breaker(.custom(FailureCount(3)))
        let endpoint = peer.endpoint.with(breaker)
        for _ in 0..<2 {
            for _ in 0..<3 {
                #expect(breaker.state == .closed)
                peer.works()
                _ = try await endpoint(1)
                peer.fails(with: MarkedError())
                _ = try? await endpoint(1)
            }
            #expect(breaker.state == .open)
            clock.advance(by: .seconds(60))
            peer.works()
            _ = try await endpoint(1)
        }
    }

    @Test func aPolicyOfOnesOwnSeesTheTimes() async throws {
        struct Third: CircuitBreakerPolicy {
            mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool {
                !outcome.isFailure && outcome.duration == .seconds(2) && now == .seconds(5)
            }
        }
        let breaker = breaker(.custom(Third()))
        clock.advance(by: .seconds(3))
        let endpoint = Endpoint("slow") { [clock] (_: Int) in clock.advance(by: .seconds(2)) }.with(breaker)
        try await endpoint(1)
        #expect(breaker.state == .open)
    }

    @Test func jitterComesFromTheGenerator() async throws {
        func hints(seed: UInt64) async -> [Duration] {
            let breaker = CircuitBreaker(
                .consecutiveFailures(1),
                openFor: .init(.seconds(100), jitter: 0.1),
                generator: SeededGenerator(seed: seed),
                clock: clock
            )
            let endpoint = peer.endpoint.with(breaker)
            peer.fails(with: MarkedError())
            var hints: [Duration] = []
            for _ in 0..<8 {
                _ = try? await endpoint(1)
                do { _ = try await endpoint(1) } catch { hints.append(Status(error).retry?.delay ?? .zero) }
                clock.advance(by: .seconds(110))
            }
            return hints
        }
        let first = await hints(seed: 1)
        #expect(Set(first).count == 8)
        #expect(first.allSatisfy { (.seconds(90)...(.seconds(110))).contains($0) })
        #expect(await hints(seed: 1) == first)
        #expect(await hints(seed: 2).first != first.first)
    }

    @Test func theOpenTimeIsThatOfThePolicyUnlessTheUserSays() async throws {
        func hint(_ policy: CircuitBreaker.Policy, _ openFor: CircuitBreaker.OpenDuration? = nil) async -> Duration? {
            let endpoint = peer.endpoint.with(breaker(policy, openFor: openFor))
            peer.fails(with: MarkedError())
            for _ in 0..<20 { _ = try? await endpoint(1) }
            do { _ = try await endpoint(1) } catch { return Status(error).retry?.delay }
            return nil
        }
        #expect(await hint(.gobreaker) == .seconds(60))
        #expect(await hint(.failureRatio(0.5)) == .seconds(60))
        #expect(await hint(.hystrix) == .seconds(5))
        #expect(await hint(.handy(ratio: 0.5)) == .seconds(1))
        #expect(await hint(.hystrix, .init(.seconds(7))) == .seconds(7))
    }

    @Test func throttlingCountsWhatThePeerRefuses() async throws {
        let breaker = CircuitBreaker(
            .adaptiveThrottling(multiplier: 2),
            generator: FixedGenerator(unit: 0.45),
            clock: clock
        )
        let endpoint = Endpoint(remote: "r") { (error: Status) -> Int in throw error }.with(breaker)
        for error in [Status(.notFound), Status(.cancelled), Status(.unavailable, delivery: .rejected)] {
            _ = try? await endpoint(error)
        }
        // One accepted: 1, 2, 3 and 4 requests of which 0, 1, 2 and 3 were refused make 0, 0, 1/4 and 2/5.
        for _ in 0..<3 {
            let error = await #expect(throws: Status.self) { try await endpoint(Status(.resourceExhausted)) }
            #expect(error?.code == .resourceExhausted)
        }
        // 3/6 with the next one.
        await #expect(throws: Status.self) { try await endpoint(Status(.unavailable)) }
        let error = await #expect(throws: Status.self) { try await endpoint(Status(.unavailable)) }
        #expect(error?.message == "throttled: the peer accepts too few requests")
        #expect(error?.code == .unavailable && error?.delivery == .rejected && error?.retry == nil)
        #expect(breaker.state == .closed)
        // Once that is long ago, calls pass again.
        clock.advance(by: .seconds(120))
        #expect(await #expect(throws: Status.self) { try await endpoint(Status(.notFound)) }?.code == .notFound)
    }

    @Test func changesArriveInOrder() async throws {
        let log = EventLog()
        let breaker = breaker(
            .consecutiveFailures(1),
            openFor: .init(.seconds(5)),
            onStateChange: { log.append("\($0)") }
        )
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: MarkedError())
        _ = try? await endpoint(1)
        clock.advance(by: .seconds(5))
        _ = try? await endpoint(1)
        clock.advance(by: .seconds(5))
        peer.works()
        _ = try await endpoint(1)
        breaker.force(.open)
        breaker.release()
        #expect(
            log.events == [
                "circuit breaker peer: closed -> open for 5.0 seconds",
                "circuit breaker peer: open -> half_open",
                "circuit breaker peer: half_open -> open for 5.0 seconds",
                "circuit breaker peer: open -> half_open",
                "circuit breaker peer: half_open -> closed",
                "circuit breaker peer: closed -> open, forced",
                "circuit breaker peer: open -> closed, forced",
            ]
        )
    }

    /// The observer runs outside the lock, so it may use the breaker; what it changes is told after it has returned.
    @Test func theObserverMayUseTheBreaker() async throws {
        let log = EventLog()
        let holder = Mutex<CircuitBreaker?>(nil)
        let breaker = breaker(
            .consecutiveFailures(1),
            onStateChange: { change in
                log.append("begin \(change.to)")
                if change.to == .open { holder.withLock { $0 }?.force(.closed) }
                log.append("end \(change.to)")
            }
        )
        holder.withLock { $0 = breaker }
        let endpoint = peer.endpoint.with(breaker)
        peer.fails(with: MarkedError())
        _ = try? await endpoint(1)
        #expect(breaker.state == .closed)
        #expect(log.events == ["begin open", "end open", "begin closed", "end closed"])
        holder.withLock { $0 = nil }
    }
}
