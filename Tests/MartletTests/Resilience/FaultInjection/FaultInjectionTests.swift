import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite struct FaultInjectionTests {
    private let clock = ManualClock()
    private let count = Count()

    private func endpoint(_ layer: FaultInjection) -> Endpoint<Int, Int> {
        Endpoint<Int, Int>(remote: "charge") { [count] request in
            _ = count.next()
            return request
        }
        .with(layer)
    }

    /// How often the endpoint was reached.
    private var reached: Int { count.next() - 1 }

    private func withDeadline<Result>(
        after limit: Duration,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        var context = RequestContext()
        context.deadline = .after(limit, clock: clock)
        return try await RequestContext.$current.withValue(context) { try await body() }
    }

    // MARK: Latency

    @Test func latencyComesBeforeTheCall() async throws {
        let endpoint = endpoint(FaultInjection(latency: .fixed(.seconds(2), probability: 1), clock: clock))
        async let call = endpoint(7)
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(2) - .nanoseconds(1))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .nanoseconds(1))
        #expect(try await call == 7)
    }

    @Test func latencyEndsAtTheDeadline() async throws {
        for latency in [Duration.seconds(2), .seconds(1)] {
            let endpoint = endpoint(FaultInjection(latency: .fixed(latency, probability: 1), clock: clock))
            let status = try await withDeadline(after: .seconds(1)) {
                let call = Task { try await endpoint(7) }
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(1))
                return await #expect(throws: Status.self) { try await call.value }
            }
            #expect(status?.code == .deadlineExceeded)
            #expect(status?.delivery == .unknown)
        }
        #expect(reached == 0)
    }

    @Test func latencyWithinTheDeadline() async throws {
        let endpoint = endpoint(FaultInjection(latency: .fixed(.seconds(2), probability: 1), clock: clock))
        try await withDeadline(after: .seconds(3)) {
            async let call = endpoint(7)
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(2))
            #expect(try await call == 7)
        }
    }

    @Test func cancellationEndsTheLatency() async throws {
        let endpoint = endpoint(FaultInjection(latency: .fixed(.seconds(2), probability: 1), clock: clock))
        let call = Task { try await endpoint(7) }
        try await clock.waitForSleepers(1)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(reached == 0)
    }

    @Test func anErrorAfterLatency() async throws {
        let layer = FaultInjection(
            latency: .fixed(.seconds(2), probability: 1),
            errors: .init(Status(.unavailable), probability: 1),
            clock: clock
        )
        let endpoint = endpoint(layer)
        let call = Task { try await endpoint(7) }
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(2))
        await #expect(throws: Status.self) { try await call.value }
    }

    // MARK: Errors

    @Test func theCallIsNotMadeWhenItFailsBefore() async {
        let status = Status(.unavailable, "no route", delivery: .unprocessed)
        let endpoint = endpoint(FaultInjection(errors: .init(status, probability: 1)))
        let thrown = await #expect(throws: Status.self) { try await endpoint(7) }
        #expect(thrown?.code == .unavailable)
        #expect(thrown?.message == "no route")
        #expect(thrown?.delivery == .unprocessed)
        #expect(reached == 0)
    }

    @Test func theCallIsMadeWhenItsAnswerIsLost() async {
        // It cannot be unprocessed then, whatever was asked for.
        let status = Status(.unavailable, delivery: .unprocessed)
        let endpoint = endpoint(FaultInjection(errors: .init(status, probability: 1, when: .afterCall)))
        let thrown = await #expect(throws: Status.self) { try await endpoint(7) }
        #expect(thrown?.code == .unavailable)
        #expect(thrown?.delivery == .unknown)
        #expect(reached == 1)
    }

    @Test func anErrorOfTheCallIsStronger() async {
        let endpoint = Endpoint<Int, Int>(remote: "charge") { _ in throw MarkedError() }
            .with(FaultInjection(errors: .init(Status(.unavailable), probability: 1, when: .afterCall)))
        await #expect(throws: MarkedError.self) { try await endpoint(7) }
    }

    @Test func theShareOfErrorsByTheSeed() async {
        let layer = FaultInjection(seed: 42, errors: .init(Status(.unavailable), probability: 0.5))
        let same = FaultInjection(seed: 42, errors: .init(Status(.unavailable), probability: 0.5))
        func outcomes(_ layer: FaultInjection) async -> [Bool] {
            let endpoint = endpoint(layer)
            var outcomes: [Bool] = []
            for request in 0..<200 { outcomes.append((try? await endpoint(request)) != nil) }
            return outcomes
        }
        let first = await outcomes(layer)
        #expect(first == (await outcomes(same)))
        #expect((70..<130).contains(first.count { $0 }))
    }

    @Test func seedsAreRandomUnlessGiven() async {
        func outcomes() async -> [Bool] {
            let endpoint = endpoint(FaultInjection(errors: .init(Status(.unavailable), probability: 0.5)))
            var outcomes: [Bool] = []
            for request in 0..<200 { outcomes.append((try? await endpoint(request)) != nil) }
            return outcomes
        }
        let first = await outcomes()
        #expect(first != (await outcomes()))
    }

    // MARK: Cancellation

    @Test func aCallThatIsCancelledFromItsStart() async {
        let seen = Mutex<[Bool]>([])
        let endpoint = Endpoint<Int, Int>(remote: "charge") { request in
            seen.withLock { $0.append(Task.isCancelled) }
            return request
        }
        .with(FaultInjection(cancellation: .init(probability: 1)))
        await #expect(throws: CancellationError.self) { try await endpoint(7) }
        #expect(seen.withLock { $0 } == [true])
    }

    @Test func aCallThatIsCancelledWhileItRuns() async throws {
        let running = Gate()
        let log = EventLog()
        let endpoint = Endpoint<Int, Int>(remote: "charge") { request in
            log.append(Task.isCancelled ? "cancelled" : "begins")
            running.open()
            try? await Gate().waitUnlessCancelled()
            log.append(Task.isCancelled ? "cancelled" : "ends")
            return request
        }
        .with(FaultInjection(cancellation: .init(after: .seconds(1), probability: 1), clock: clock))
        let call = Task { try await endpoint(7) }
        await running.wait()
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1) - .nanoseconds(1))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .nanoseconds(1))
        // It has ended well in spite of it, and nobody hears of it.
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(log.events == ["begins", "cancelled"])
    }

    @Test func aCallThatIsOverBefore() async throws {
        let metrics = TestMetrics()
        let layer = FaultInjection(
            cancellation: .init(after: .seconds(1), probability: 1),
            metrics: metrics,
            clock: clock
        )
        #expect(try await endpoint(layer)(7) == 7)
        #expect(clock.sleeperCount == 0)
        #expect(metrics.counterTotal(label: "martlet_injected_faults") == 0)
    }

    @Test func anErrorOfACancelledCallPasses() async {
        let endpoint = Endpoint<Int, Int>(remote: "charge") { _ in throw MarkedError() }
            .with(FaultInjection(cancellation: .init(probability: 1)))
        await #expect(throws: MarkedError.self) { try await endpoint(7) }
    }

    // MARK: The switch

    @Test func switchedOffAndOn() async throws {
        let layer = FaultInjection(errors: .init(Status(.unavailable), probability: 1), isEnabled: false)
        let endpoint = endpoint(layer)
        #expect(!layer.isEnabled)
        #expect(try await endpoint(7) == 7)
        layer.isEnabled = true
        #expect(layer.isEnabled)
        await #expect(throws: Status.self) { try await endpoint(7) }
        layer.isEnabled = false
        #expect(try await endpoint(7) == 7)
    }

    @Test func theSequenceStandsStillWhileItIsOff() async {
        func outcomes(pausing: Bool) async -> [Bool] {
            let layer = FaultInjection(seed: 7, errors: .init(Status(.unavailable), probability: 0.5))
            let endpoint = endpoint(layer)
            var outcomes: [Bool] = []
            for request in 0..<50 {
                if pausing {
                    layer.isEnabled = false
                    _ = try? await endpoint(request)
                    layer.isEnabled = true
                }
                outcomes.append((try? await endpoint(request)) != nil)
            }
            return outcomes
        }
        let straight = await outcomes(pausing: false)
        #expect(straight == (await outcomes(pausing: true)))
    }

    @Test func copiesShareTheSequence() async {
        let layer = FaultInjection(seed: 7, errors: .init(Status(.unavailable), probability: 0.5))
        let alone = endpoint(FaultInjection(seed: 7, errors: .init(Status(.unavailable), probability: 0.5)))
        let both = [endpoint(layer), endpoint(layer)]
        for request in 0..<50 {
            let expected = (try? await alone(request)) != nil
            #expect(((try? await both[request % 2](request)) != nil) == expected)
        }
    }

    // MARK: The layer

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let slow = FaultInjection(latency: .fixed(.zero, probability: 1), metrics: metrics)
        let failing = FaultInjection(errors: .init(Status(.unavailable), probability: 1), metrics: metrics)
        let cancelled = FaultInjection(cancellation: .init(probability: 1), metrics: metrics)
        for (layer, times) in [(slow, 1), (failing, 2), (cancelled, 3)] {
            let endpoint = endpoint(layer)
            for _ in 0..<times { _ = try? await endpoint(7) }
        }
        for (kind, times) in [("latency", 1), ("error", 2), ("cancellation", 3)] {
            let dimensions = [("endpoint", "charge"), ("kind", kind)]
            #expect(try metrics.expectCounter("martlet_injected_faults", dimensions).totalValue == times)
        }
    }

    @Test func nameAndDeadline() {
        #expect(endpoint(FaultInjection()).description == "charge: FaultInjection")
        #expect(Endpoint<Int, Int>(remote: "a", endsByDeadline: true) { $0 }.with(FaultInjection()).endsByDeadline)
    }

    @Test func conformsWithoutFaults() async throws {
        try await MiddlewareConformance.check { FaultInjection() }
        try await MiddlewareConformance.check {
            FaultInjection(errors: .init(Status(.unavailable), probability: 1), isEnabled: false)
        }
    }

    @Test func conformsWithFaultsThatDoNoHarm() async throws {
        try await MiddlewareConformance.check {
            FaultInjection(
                latency: .fixed(.zero, probability: 1),
                cancellation: .init(after: .seconds(3_600), probability: 0.5)
            )
        }
    }
}
