import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite struct CoalesceTests {
    typealias Layer = Coalesce<String, String, String>
    typealias Call = Task<String, any Error>

    let clock = ManualClock()
    let backend = HeldBackend()
    let layer: Layer
    let metrics = TestMetrics()

    init() {
        // Attached once, here, so that the tests can look into it.
        layer = Layer(by: { $0 }, maximumKeys: 2, metrics: metrics, clock: clock).attached(to: "profile")
    }

    func start(_ request: String, _ context: RequestContext = .init()) -> Call {
        let next = Endpoint("profile", backend.callAsFunction)
        return Task { [layer] in
            try await RequestContext.$current.withValue(context) { try await layer.intercept(request, next: next) }
        }
    }

    func context(deadlineAfter limit: Duration, id: String? = nil) -> RequestContext {
        var context = RequestContext()
        context.deadline = .after(limit, clock: clock)
        context.requestID = id
        return context
    }

    /// Starts calls that follow, one after the other, so that they wait in this order.
    func startFollowers(_ request: String, _ contexts: [RequestContext]) async -> [Call] {
        let waiting = layer.calls.followerCount(request)
        var calls: [Call] = []
        for context in contexts {
            calls.append(start(request, context))
            await untilFollowers(of: request, are: waiting + calls.count)
        }
        return calls
    }

    /// The layer has no event for it, so this asks until it is so.
    func untilFollowers(of key: String, are count: Int) async {
        for _ in 0..<100_000 where layer.calls.followerCount(key) != count { await Task.yield() }
        #expect(layer.calls.followerCount(key) == count)
    }

    var coalesced: Int64 {
        get throws {
            try metrics.expectCounter("martlet_coalesced_calls", [("endpoint", "profile")]).totalValue
        }
    }

    // MARK: Sharing

    @Test func followersGetTheResponseOfTheLeader() async throws {
        let leader = start("a")
        let call = await backend.call(1)
        let followers = await startFollowers("a", Array(repeating: .init(), count: 3))
        call.succeed("A")
        for task in followers + [leader] { #expect(try await task.value == "A") }
        #expect(backend.callCount == 1)
        #expect(try coalesced == 3)
        #expect(layer.calls.keyCount == 0)
    }

    @Test func followersGetTheErrorOfTheLeader() async throws {
        let leader = start("a")
        let call = await backend.call(1)
        let followers = await startFollowers("a", Array(repeating: .init(), count: 2))
        let marked = MarkedError()
        call.fail(marked)
        for task in followers + [leader] {
            let error = await #expect(throws: MarkedError.self) { try await task.value }
            #expect(error === marked)
        }
        #expect(backend.callCount == 1)
        #expect(try coalesced == 2)
        #expect(layer.calls.keyCount == 0)
    }

    @Test func anErrorOfTheCallIsSharedEvenIfItIsACancellation() async throws {
        let leader = start("a", context(deadlineAfter: .seconds(5)))
        let call = await backend.call(1)
        let followers = await startFollowers("a", [.init()])
        // A timeout within, and something within that was cancelled: neither is the leader's doing.
        call.fail(Status(.deadlineExceeded))
        for task in followers + [leader] {
            let status = await #expect(throws: Status.self) { try await task.value }
            #expect(status?.code == .deadlineExceeded)
        }
        #expect(backend.callCount == 1)
    }

    @Test func callsOfDifferentKeysAreApart() async throws {
        let (a, b) = (start("a"), start("b"))
        for number in 1...2 {
            let call = await backend.call(number)
            call.succeed(call.request.uppercased())
        }
        #expect(try await [a.value, b.value] == ["A", "B"])
        #expect(try coalesced == 0)
    }

    @Test func nothingIsKeptAfterTheCall() async throws {
        for number in 1...3 {
            let task = start("a")
            await backend.call(number).succeed("\(number)")
            #expect(try await task.value == "\(number)")
        }
        #expect(backend.callCount == 3)
    }

    @Test func callsBeyondTheMaximumAreMadeAlone() async throws {
        let tasks = [start("a"), start("b")]
        _ = await backend.call(2)
        let alone = [start("c"), start("c")]
        for number in 1...4 { await backend.call(number).succeed("done") }
        for task in tasks + alone { #expect(try await task.value == "done") }
        #expect(layer.calls.keyCount == 0)
    }

    @Test func theCallRunsInTheContextOfTheLeader() async throws {
        let leader = start("a", context(deadlineAfter: .seconds(5), id: "leader"))
        let call = await backend.call(1)
        let followers = await startFollowers("a", [context(deadlineAfter: .seconds(9), id: "follower")])
        #expect(call.context.requestID == "leader")
        #expect(call.context.deadline == .after(.seconds(5), clock: clock))
        call.succeed("A")
        for task in followers + [leader] { #expect(try await task.value == "A") }
    }

    // MARK: The layer

    @Test func streamsAreNotShared() async throws {
        let count = Count()
        let started = Gate()
        let endpoint = Endpoint("rows") { (_: String) in
            let number = count.next()
            if number == 2 { started.open() }
            await started.wait()
            return ResponseStream([number])
        }
        .with(Coalesce())
        async let first = endpoint("a")
        async let second = endpoint("a")
        var rows: Set<Int> = []
        for stream in try await [first, second] {
            for try await row in stream { rows.insert(row) }
        }
        #expect(rows == [1, 2])
    }

    @Test func aKeyOfTheRequest() async throws {
        struct Request: Sendable { let id: Int; let trace: String }
        let backend = backend
        let endpoint = Endpoint("profile") { (request: Request) in try await backend("\(request.id)") }
            .with(Coalesce(by: { $0.id }, clock: clock))
        async let first = endpoint(Request(id: 1, trace: "x"))
        let call = await backend.call(1)
        async let other = endpoint(Request(id: 2, trace: "x"))
        await backend.call(2).succeed("two")
        #expect(try await other == "two")
        var late = RequestContext()
        late.deadline = Deadline(clock.now)
        // Follows, since the id is the same, and shows it by giving up at once.
        await #expect(throws: Status.self) {
            try await RequestContext.$current.withValue(late) { try await endpoint(Request(id: 1, trace: "y")) }
        }
        call.succeed("one")
        #expect(try await first == "one")
        #expect(backend.callCount == 2)
    }

    @Test func endpointsAreApartEvenWithTheSameLayer() async throws {
        let shared = Layer(by: { $0 })
        let profile = Endpoint("profile", backend.callAsFunction).with(shared)
        let page = Endpoint("page", backend.callAsFunction).with(shared)
        async let first = profile("a")
        _ = await backend.call(1)
        async let second = page("a")
        await backend.call(2).succeed("page")
        #expect(try await second == "page")
        await backend.call(1).succeed("profile")
        #expect(try await first == "profile")
    }

    @Test func nameAndDeadline() {
        let endpoint = Endpoint<String, String>(remote: "profile", endsByDeadline: true) { $0 }.with(Coalesce())
        #expect(endpoint.description == "profile: Coalesce")
        #expect(endpoint.endsByDeadline)
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { UntypedCoalesce() }
    }

    // MARK: Many tasks

    @Test func everyCallEndsUnderLoad() async throws {
        let running = Atomic(0)
        let made = Atomic(0)
        let endpoint = Endpoint("load") { (key: Int) in
            made.add(1, ordering: .relaxed)
            running.add(1, ordering: .relaxed)
            defer { running.subtract(1, ordering: .relaxed) }
            for _ in 0..<8 {
                try Task.checkCancellation()
                await Task.yield()
            }
            return key * 2
        }
        let layer = Coalesce<Int, Int, Int>(by: { $0 }, maximumKeys: 3)
        let calls = 4_000
        let outcomes = await withTaskGroup(of: String.self) { group in
            for index in 0..<calls {
                let key = index % 4
                group.addTask {
                    await withTaskGroup(of: String.self) { call in
                        call.addTask {
                            do {
                                return try await layer.intercept(key, next: endpoint) == key * 2 ? "right" : "wrong"
                            } catch {
                                return error is CancellationError ? "cancelled" : "failed"
                            }
                        }
                        // A third of the callers leaves sooner or later.
                        if index % 3 == 0 {
                            for _ in 0..<(index % 11) { await Task.yield() }
                            call.cancelAll()
                        }
                        return await call.next() ?? "none"
                    }
                }
            }
            var outcomes: [String: Int] = [:]
            for await outcome in group { outcomes[outcome, default: 0] += 1 }
            return outcomes
        }
        #expect(outcomes["wrong"] == nil && outcomes["failed"] == nil)
        #expect(outcomes.values.reduce(0, +) == calls)
        // Nobody is told of a cancellation who was not cancelled.
        #expect(outcomes["cancelled", default: 0] <= calls / 3 + 1)
        #expect(made.load(ordering: .relaxed) < calls)
        #expect(running.load(ordering: .relaxed) == 0)
        #expect(layer.calls.keyCount == 0)
    }
}

/// The layer around endpoints of any types: requests are identical when they print the same.
private final class UntypedCoalesce: Middleware {
    private let layers = Mutex<[ObjectIdentifier: any Sendable]>([:])

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        typealias Layer = Coalesce<Next.Request, Next.Response, String>
        let layer: Layer = layers.withLock { layers in
            if let layer = layers[ObjectIdentifier(Layer.self)] as? Layer { return layer }
            let layer = Layer(by: { "\($0)" })
            layers[ObjectIdentifier(Layer.self)] = layer
            return layer
        }
        return try await layer.intercept(request, next: next)
    }
}
