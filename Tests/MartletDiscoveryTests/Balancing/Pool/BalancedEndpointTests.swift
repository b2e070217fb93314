import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet
@testable import MartletDiscovery

@Suite(.timeLimit(.minutes(1)))
struct BalancedEndpointTests {
    private let clock = ManualClock()
    private let a = Instance(host: "a", port: 1)
    private let b = Instance(host: "b", port: 2)
    private let c = Instance(host: "c", port: 3)
    private let cleanup = Cleanup()
    private let journal = PoolJournal()

    private func instances() -> Instances { Instances(id: "test", cleanup: cleanup) }

    private func tell(_ instances: Instances, _ set: [Instance]) {
        instances.publish(Resolution(Snapshot(set)))
    }

    /// An endpoint that answers with the host of the instance, and notes what is opened and closed.
    private func hosts(
        _ instances: Instances,
        _ change: @escaping (inout BalancingOptions) -> Void = { _ in },
        metrics: TestMetrics? = nil
    ) -> Endpoint<Int, String> {
        Endpoint(
            "where",
            balancing: instances,
            by: RoundRobin(startingAt: 0),
            isIdempotent: true,
            options: BalancingOptions(change),
            metrics: metrics,
            clock: clock
        ) { [journal] instance in
            journal.add("open \(instance.host)")
            return PooledEndpoint(Endpoint("where") { _ in instance.host }) { journal.add("close \(instance.host)") }
        }
    }

    private func failing(
        _ set: [Instance],
        options: BalancingOptions = BalancingOptions(),
        metrics: TestMetrics? = nil,
        isIdempotent: Bool = true,
        _ answer: @escaping @Sendable (Instance) throws -> String
    ) -> Endpoint<Int, String> {
        Endpoint(
            "where",
            balancing: Instances(set),
            by: RoundRobin(startingAt: 0),
            isIdempotent: isIdempotent,
            options: options,
            metrics: metrics,
            clock: clock
        ) { instance in
            Endpoint(remote: "where") { _ in try answer(instance) }
        }
    }

    private func retry(_ attempts: Int) -> Retry {
        Retry(.constant(.zero, attempts: attempts), budget: .unlimited)
    }

    private func answers(_ endpoint: Endpoint<Int, String>, _ count: Int) async throws -> [String] {
        var answers: [String] = []
        for _ in 0..<count { answers.append(try await endpoint(0)) }
        return answers
    }

    // MARK: Errors

    private struct Fault: Error, StatusConvertible {
        let status: Status
    }

    /// A `Retry` around finds the instance in any error that another instance might not have.
    @Test func anyFaultNamesItsInstance() async throws {
        for code in [Status.Code.unavailable, .internal] {
            let endpoint = failing([a]) { _ in throw Fault(status: Status(code)) }
            let status = await #expect(throws: Status.self) { try await endpoint(0) }
            #expect(status?.instance == a.id)
            #expect(status?.code == code)
            #expect(status?.underlying is Fault)
        }
        let answering = failing([a]) { _ in throw Fault(status: Status(.notFound)) }
        await #expect(throws: Fault.self) { try await answering(0) }
        let turnedAway = failing([a]) { _ in
            throw Fault(status: Status(.resourceExhausted, "busy", delivery: .rejected))
        }
        let rejection = await #expect(throws: Status.self) { try await turnedAway(0) }
        #expect(rejection?.instance == a.id)
        let cancelled = failing([a]) { _ in throw CancellationError() }
        await #expect(throws: CancellationError.self) { try await cancelled(0) }
    }

    @Test func anInnerRetryNamesItsInstance() async throws {
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: Instances([a, b]),
            by: RoundRobin(startingAt: 0),
            isIdempotent: true,
            clock: clock
        ) { instance in
            Endpoint<Int, String>(remote: "where", isIdempotent: true) { _ in throw Status(.unavailable) }
                .with(Retry(.constant(.zero, attempts: 2), budget: .unlimited))
        }
        let status = await #expect(throws: Status.self) { try await endpoint(0) }
        #expect(status?.instance == a.id)
        #expect(status?.underlying is RetryError)
    }

    // MARK: Instances come and go

    @Test func goesFromOneInstanceToTheNext() async throws {
        let endpoint = hosts(Instances([a, b, c]))
        #expect(try await answers(endpoint, 4) == ["a", "b", "c", "a"])
        #expect(endpoint.endsByDeadline)
        #expect(endpoint.isIdempotent)
    }

    @Test func keepsEndpointsThatAreStillThere() async throws {
        let instances = instances()
        let endpoint = hosts(instances) { $0.isEager = true }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cleanup.run() }
            tell(instances, [a, b])
            #expect(journal.take() == ["open a", "open b"])
            tell(instances, [a, b])
            var failed = Resolution(Snapshot([a, b]))
            failed.failure = Status(.unavailable)
            instances.publish(failed)
            let hosts = Set(try await answers(endpoint, 4))
            #expect(hosts == ["a", "b"])
            #expect(journal.all == [])
            tell(instances, [a])
            let rest = try await answers(endpoint, 2)
            #expect(rest == ["a", "a"])
            await journal.wait(for: 1)
            #expect(journal.all == ["close b"])
            tell(instances, [])
            await journal.wait(for: 2)
            #expect(journal.all == ["close b", "close a"])
            let status = await #expect(throws: Status.self) { try await endpoint(0) }
            #expect(status?.message == "the service has no instances")
            group.cancelAll()
        }
    }

    @Test func endpointsAreMadeAtTheFirstCall() async throws {
        let endpoint = hosts(Instances([a, b]))
        #expect(journal.all == [])
        #expect(try await answers(endpoint, 4) == ["a", "b", "a", "b"])
        #expect(journal.all == ["open a", "open b"])
    }

    @Test func anEndpointIsClosedWhenItsCallsHaveEnded() async throws {
        let instances = instances()
        let gate = Gate()
        let endpoint = Endpoint<Int, Int>("slow", balancing: instances, by: RoundRobin(startingAt: 0)) {
            [journal] instance in
            let endpoint = Endpoint<Int, Int>("slow") { number in
                journal.add("called")
                await gate.wait()
                return number
            }
            return PooledEndpoint(endpoint) { journal.add("closed") }
        }
        tell(instances, [a])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cleanup.run() }
            async let answer = endpoint(7)
            await journal.wait(for: 1)
            tell(instances, [])
            await Task.yield()
            #expect(journal.all == ["called"])
            gate.open()
            let seven = try await answer
            #expect(seven == 7)
            await journal.wait(for: 2)
            #expect(journal.all == ["called", "closed"])
            group.cancelAll()
        }
    }

    @Test func theEndOfTheDiscoveryClosesAll() async throws {
        let instances = instances()
        let endpoint = hosts(instances)
        tell(instances, [a, b])
        _ = try await answers(endpoint, 2)
        cleanup.finish()
        await cleanup.run()
        #expect(Set(journal.all) == ["open a", "open b", "close a", "close b"])
        let status = await #expect(throws: Status.self) { try await endpoint(0) }
        #expect(status?.message == "the instances have been closed")
    }

    /// What goes on after the end finds no instances, where it once looked for those of before.
    @Test func callsThatFailAndChangesAfterTheEnd() async throws {
        let instances = instances()
        let gate = Gate()
        let endpoint = Endpoint<Int, Int>("slow", balancing: instances, by: RoundRobin(startingAt: 0)) {
            [journal] _ in
            Endpoint<Int, Int>("slow") { _ in
                journal.add("called")
                await gate.wait()
                throw Status(.unavailable)
            }
        }
        let closing = Endpoint<Int, Int>("closing", balancing: instances, by: RoundRobin(startingAt: 0)) { _ in
            PooledEndpoint(
                Endpoint<Int, Int>("slow") { [journal] _ in
                    journal.add("called")
                    await gate.wait()
                    throw Status(.unavailable)
                }
            ) {}
        }
        tell(instances, [a])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask { await #expect(throws: Status.self) { try await endpoint(0) } }
                group.addTask { await #expect(throws: Status.self) { try await closing(0) } }
            }
            await journal.wait(for: 20)
            cleanup.finish()
            gate.open()
        }
        await cleanup.run()
        tell(instances, [a, b])
        let status = await #expect(throws: Status.self) { try await closing(0) }
        #expect(status?.message == "the instances have been closed")
    }

    @Test func aPoolThatIsDroppedIsClosed() async throws {
        let instances = instances()
        tell(instances, [a])
        do {
            let endpoint = hosts(instances)
            #expect(try await endpoint(0) == "a")
        }
        cleanup.finish()
        await cleanup.run()
        #expect(journal.all == ["open a", "close a"])
    }

    // MARK: No instance

    @Test func anErrorSaysWhyThereIsNoInstance() async throws {
        let instances = instances()
        let metrics = TestMetrics()
        let endpoint = hosts(instances, metrics: metrics)
        func expectMessage(_ message: String, _ resolution: Resolution?) async {
            if let resolution { instances.publish(resolution) }
            let status = await #expect(throws: Status.self) { try await endpoint(0) }
            #expect(status?.message == message)
            #expect(status?.code == .unavailable)
            #expect(status?.delivery == .rejected)
            #expect(status?.instance == nil)
        }
        await expectMessage("no instance is known yet", nil)
        var failed = Resolution()
        failed.failure = Status(.permissionDenied, "10.0.0.9 says no")
        await expectMessage("no instance is known yet: the registry is away (permission_denied)", failed)
        failed.hasExpired = true
        await expectMessage(
            "no instance is known any more: the registry has been away for too long (permission_denied)",
            failed
        )
        await expectMessage("the service has no instances", Resolution(Snapshot([])))
        var ill = a
        ill.health = .unhealthy
        await expectMessage("all instances are unhealthy", Resolution(Snapshot([ill])))
        for reason in ["unresolved", "expired", "empty", "unhealthy"] {
            let dimensions = [("endpoint", "where"), ("reason", reason)]
            let counter = try metrics.expectCounter("martlet_balancer_unavailable", dimensions)
            #expect(counter.totalValue == (reason == "unresolved" ? 2 : 1))
        }
    }

    /// Go kit's `InvalidateOnError`: a set is used for a while after the registry was lost.
    @Test func aSetIsUsedUntilItIsTooOld() async throws {
        let start = ContinuousClock.now
        var watch = WatchState<ContinuousClock.Instant>(maximumAge: .milliseconds(100))
        let instances = instances()
        let endpoint = hosts(instances)
        _ = watch.reported(Snapshot([a]))
        instances.publish(watch.resolution)
        #expect(try await endpoint(0) == "a")
        _ = watch.failed(Status(.unavailable, "sd error"), at: start)
        instances.publish(watch.resolution)
        #expect(try await endpoint(0) == "a")
        watch.expire(at: start + .milliseconds(50))
        instances.publish(watch.resolution)
        #expect(try await endpoint(0) == "a")
        watch.expire(at: start + .milliseconds(150))
        instances.publish(watch.resolution)
        let status = await #expect(throws: Status.self) { try await endpoint(0) }
        #expect((status?.underlying as? Status)?.message == "sd error")
        _ = watch.reported(Snapshot([a]))
        instances.publish(watch.resolution)
        #expect(try await endpoint(0) == "a")
    }

    @Test func aFailingFactoryLeavesNoInstance() async throws {
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: Instances([Instance(host: "foo", port: 1234), Instance(host: "bar", port: 5678)]),
            by: RoundRobin(startingAt: 0),
            clock: clock
        ) { [journal] instance -> Endpoint<Int, String> in
            journal.add("open \(instance.host)")
            throw Status(.invalidArgument, "no")
        }
        let status = await #expect(throws: Status.self) { try await endpoint(0) }
        #expect(status?.message == "no instance can be reached (invalid_argument)")
        #expect(journal.take().sorted() == ["open bar", "open foo"])
        // They are left alone for a while, which grows.
        for delay in [100, 200, 400] {
            clock.advance(by: .milliseconds(delay - 1))
            _ = try? await endpoint(0)
            #expect(journal.all == [])
            clock.advance(by: .milliseconds(1))
            _ = try? await endpoint(0)
            #expect(journal.take().count == 2)
        }
    }

    @Test func anotherInstanceIsTakenWhenOneHasNoEndpoint() async throws {
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: Instances([a, b]),
            by: RoundRobin(startingAt: 0),
            clock: clock
        ) {
            instance in
            if instance.host == "a" { throw Status(.unavailable) }
            return Endpoint("where") { _ in instance.host }
        }
        #expect(try await answers(endpoint, 5) == ["b", "b", "b", "b", "b"])
    }

    // MARK: Errors

    @Test func anErrorNamesItsInstance() async throws {
        let endpoint = failing([a]) { _ in throw Status(.notFound, "no profile") }
        let status = await #expect(throws: Status.self) { try await endpoint(0) }
        #expect(status?.instance == "a:1")
        #expect(status?.description == "not_found: no profile")
    }

    @Test func aRetryTakesAnotherInstance() async throws {
        let random = [a, b, c].map {
            var instance = $0; instance.weight = 1; return instance
        }
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: Instances(random),
            by: Always(),
            isIdempotent: true,
            clock: clock
        ) { [journal] instance in
            Endpoint(remote: "where") { _ in
                journal.add(instance.host)
                throw Status(.unavailable, "down")
            }
        }.with(retry(3))
        let error = await #expect(throws: RetryError.self) { try await endpoint(0) }
        #expect(Set(journal.all) == ["a", "b", "c"])
        #expect(journal.all.count == 3)
        #expect(error?.description.contains("unavailable: down at a:1") == true)
        #expect(error?.status.instance != nil)
    }

    @Test func aRetryGoesToTheSameInstanceWhenThereIsNoOther() async throws {
        let calls = Atomic(0)
        let endpoint = failing([a]) { _ in
            guard calls.wrappingAdd(1, ordering: .relaxed).newValue == 3 else { throw Status(.unavailable) }
            return "a"
        }
        #expect(try await endpoint.with(retry(3))(0) == "a")
    }

    /// Always the first one.
    private struct Always: Balancer {
        func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker { Picker() }
        struct Picker: BalancerPicker {
            func pick(for call: BalancerCall) -> Int { 0 }
        }
    }

    /// Go kit's cases of `lb.Retry`.
    @Test func errorOneErrorTwoThenSuccess() async throws {
        let answer: @Sendable (Instance) throws -> String = { instance in
            switch instance.host {
            case "a": throw Status(.unavailable, "error one")
            case "b": throw Status(.unavailable, "error two")
            default: return "ok"
            }
        }
        let two = failing([a, b, c], answer).with(retry(2))
        let error = await #expect(throws: RetryError.self) { try await two(0) }
        #expect(error?.description == "unavailable: error two at b:2 (previously: unavailable: error one at a:1)")
        let three = failing([a, b, c], answer).with(retry(3))
        #expect(try await three(0) == "ok")
    }

    @Test func fiveTimesSomeError() async throws {
        struct SomeError: Error, CustomStringConvertible { let description = "some error" }
        let endpoint = failing([a]) { _ in throw SomeError() }
            .with(Retry(.constant(.zero, attempts: 5), when: .always, budget: .unlimited))
        let error = await #expect(throws: RetryError.self) { try await endpoint(0) }
        #expect(error?.description == "some error (previously: some error; some error; some error; some error)")
    }

    @Test func aRetryOverNoEndpointsEnds() async throws {
        let endpoint = failing([]) { _ in "" }.with(retry(999))
        let error = await #expect(throws: RetryError.self) { try await endpoint(0) }
        #expect(error?.attempts.count == 999)
        #expect(error?.status.delivery == .rejected)
    }

    @Test func theDeadlineIsKept() async throws {
        let endpoint = Endpoint<Int, Int>(
            "slow",
            balancing: Instances([a]),
            by: RoundRobin(startingAt: 0),
            clock: clock
        ) { _ in
            Endpoint("slow") { _ in
                try await Gate().waitUnlessCancelled()
                return 1
            }
        }.with(Timeout(.milliseconds(1), clock: clock))
        // unstructured: the clock is moved beside it.
        let call = Task { try await endpoint(0) }
        try await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(1))
        let status = await #expect(throws: Status.self) { try await call.value }
        #expect(status?.code == .deadlineExceeded)
    }

    // MARK: Ejection

    @Test func anInstanceThatFailsIsLeftAlone() async throws {
        let metrics = TestMetrics()
        let isDown = Atomic(true)
        let endpoint = failing([a, b, c], metrics: metrics) { instance in
            if instance.host == "b", isDown.load(ordering: .relaxed) { throw Status(.internal) }
            return instance.host
        }
        for _ in 0..<15 { _ = try? await endpoint(0) }
        #expect(Set(try await answers(endpoint, 10)) == ["a", "c"])
        let ejections = [("endpoint", "where"), ("reason", "consecutive_failures")]
        #expect(try metrics.expectCounter("martlet_balancer_ejections", ejections).totalValue == 1)
        let available = [("endpoint", "where"), ("state", "available")]
        #expect(try metrics.expectMeter("martlet_balancer_instances", available).lastValue == 2)
        isDown.store(false, ordering: .relaxed)
        clock.advance(by: .milliseconds(29_999))
        #expect(Set(try await answers(endpoint, 10)) == ["a", "c"])
        clock.advance(by: .milliseconds(1))
        #expect(Set(try await answers(endpoint, 10)) == ["a", "b", "c"])
        #expect(try metrics.expectMeter("martlet_balancer_instances", available).lastValue == 3)
    }

    @Test(arguments: [
        Status(.notFound), Status(.invalidArgument), Status(.cancelled), Status(.unavailable, delivery: .rejected),
        Status(.resourceExhausted),
    ])
    func whatIsNotTheInstancesFaultDoesNotCount(_ status: Status) async throws {
        let endpoint = failing([a, b, c]) { instance in
            if instance.host == "b" { throw status }
            return instance.host
        }
        for _ in 0..<30 { _ = try? await endpoint(0) }
        var hosts: Set<String> = []
        for _ in 0..<3 { hosts.insert((try? await endpoint(0)) ?? "b") }
        #expect(hosts == ["a", "b", "c"])
    }

    @Test func aSuccessBeginsTheCountAnew() async throws {
        let calls = Atomic(0)
        let endpoint = failing([a, b, c]) { instance in
            if instance.host == "b", calls.wrappingAdd(1, ordering: .relaxed).newValue % 5 != 0 {
                throw Status(.internal)
            }
            return instance.host
        }
        for _ in 0..<60 { _ = try? await endpoint(0) }
        #expect(calls.load(ordering: .relaxed) == 20)
    }

    private struct Answer: FailableResponse {
        var failure: (any Error)?
    }

    @Test func aFailureInAResponseCounts() async throws {
        let calls = Atomic(0)
        let endpoint = Endpoint<Int, Answer>(
            "where",
            balancing: Instances([a, b, c]),
            by: RoundRobin(startingAt: 0),
            clock: clock
        ) {
            instance in
            Endpoint("where") { _ in
                guard instance.host == "b" else { return Answer() }
                calls.wrappingAdd(1, ordering: .relaxed)
                return Answer(failure: Status(.dataLoss))
            }
        }
        for _ in 0..<60 { _ = try await endpoint(0) }
        #expect(calls.load(ordering: .relaxed) == 5)
    }

    // MARK: Streams

    @Test func aCallIsUnderWayUntilItsStreamHasEnded() async throws {
        let instances = instances()
        let endpoint = Endpoint<Int, ResponseStream<Int>>(
            "ticks",
            balancing: instances,
            by: RoundRobin(startingAt: 0),
            clock: clock
        ) {
            [journal] _ in
            PooledEndpoint(Endpoint("ticks") { ResponseStream(Array(0..<$0)) }) { journal.add("closed") }
        }
        tell(instances, [a])
        let stream = try await endpoint(2)
        tell(instances, [])
        cleanup.finish()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cleanup.run() }
            await Task.yield()
            #expect(journal.all == [])
            for try await _ in stream {}
            try await group.waitForAll()
        }
        #expect(journal.all == ["closed"])
    }

    // MARK: Slow start and keys

    @Test func aNewInstanceIsCalledLess() async throws {
        let instances = instances()
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: instances,
            by: RoundRobin(startingAt: 0),
            options: BalancingOptions { $0.slowStart = SlowStart(.seconds(10)) },
            random: BalancerRandom(seed: 7),
            clock: clock
        ) { instance in
            Endpoint("where") { _ in instance.host }
        }
        tell(instances, [a, b])
        _ = try await answers(endpoint, 2)
        tell(instances, [a, b, c])
        let cold = try await answers(endpoint, 3_000).count { $0 == "c" }
        #expect((50...200).contains(cold))
        clock.advance(by: .seconds(5))
        let warm = try await answers(endpoint, 3_000).count { $0 == "c" }
        #expect((400...800).contains(warm))
        clock.advance(by: .seconds(5))
        #expect(try await answers(endpoint, 3_000).count { $0 == "c" } == 1_000)
    }

    @Test func equalKeysGoToTheSameInstance() async throws {
        let set = (0..<20).map { Instance(host: "h\($0)", port: 80) }
        let endpoint = Endpoint<Int, String>(
            "where",
            balancing: Instances(set),
            by: .ringHash,
            keyedBy: .number { $0 },
            clock: clock
        ) { instance in
            Endpoint("where") { _ in instance.host }
        }
        var hosts: Set<String> = []
        for number in 0..<100 {
            let host = try await endpoint(number)
            #expect(try await endpoint(number) == host)
            hosts.insert(host)
        }
        #expect(hosts.count > 15)
    }

    /// What calls to an instance come to that has left is not counted for one that came in its place.
    @Test func aSuccessorIsNotToBlame() async throws {
        let instances = instances()
        let metrics = TestMetrics()
        let gate = Gate()
        let endpoint = Endpoint<Int, Int>(
            "where",
            balancing: instances,
            by: RoundRobin(startingAt: 0),
            metrics: metrics,
            clock: clock
        ) { [journal] _ in
            Endpoint("where") { _ in
                journal.add("called")
                await gate.wait()
                throw Status(.internal)
            }
        }
        tell(instances, [Instance(host: "a", port: 1, id: "x")])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { _ = try? await endpoint(0) } }
            await journal.wait(for: 5)
            tell(instances, [Instance(host: "a", port: 2, id: "x")])
            gate.open()
        }
        let dimensions = [("endpoint", "where"), ("reason", "consecutive_failures")]
        #expect(try metrics.expectCounter("martlet_balancer_ejections", dimensions).totalValue == 0)
    }

    @Test func firstCallsAtTheSameTimeShareOneEndpoint() async throws {
        let interruption = Interruption()
        let pool = InstancePool<Int, Int, RoundRobin>(
            RoundRobin(),
            key: nil,
            options: BalancingOptions(),
            cleanup: cleanup,
            report: PoolReport(endpoint: "where", logger: nil, factory: nil),
            random: BalancerRandom(),
            clock: MonotonicClock(clock)
        ) { [journal] _ in
            interruption.run()
            journal.add("open")
            let number = journal.all.count
            return PooledEndpoint(Endpoint("where") { $0 }) { journal.add("close \(number)") }
        }
        let pooled = PooledInstance<Int, Int>(InstanceRecord(id: "a", threshold: nil))
        let now = clockTime
        interruption.set { [a] in _ = pool.open(pooled, to: a, at: now) }
        let first = try pool.open(pooled, to: a, at: now).get()
        #expect(try pool.open(pooled, to: a, at: now).get() === first)
        #expect(journal.all == ["open", "open"])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await cleanup.run() }
            await journal.wait(for: 3)
            #expect(journal.all == ["open", "open", "close 2"])
            group.cancelAll()
        }
    }

    /// An instance that has left while a call was on its way to it is not called, and its end is noticed by the last.
    @Test func whoComesTooLateClosesToo() {
        let record = InstanceRecord(id: "a", threshold: nil)
        let now = clockTime
        #expect(record.begin(at: now))
        #expect(!record.retire())
        #expect(!record.begin(at: now))
        #expect(!record.ignored(began: now, at: now))
        #expect(record.withdraw())
        let idle = InstanceRecord(id: "b", threshold: nil)
        #expect(idle.retire())
        #expect(!idle.begin(at: now))
        #expect(idle.withdraw())
    }

    private var clockTime: Timestamp { MonotonicClock(clock).timestamp }
}
