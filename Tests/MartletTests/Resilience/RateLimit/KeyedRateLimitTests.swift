import CoreMetrics
import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite(.timeLimit(.minutes(1))) struct KeyedRateLimitTests {
    private struct Request: Sendable {
        var user: String
        var text = ""
    }

    private let clock = ManualClock()
    private let calls = Count()

    private func makeEndpoint(_ name: String = "profile") -> Endpoint<Request, String> {
        Endpoint(name) { [calls] request in
            _ = calls.next()
            return request.text
        }
    }

    private func makeLimit(
        burst: Int = 1,
        maximumKeys: Int = 100,
        metrics: (any MetricsFactory)? = nil
    ) -> KeyedRateLimit<String> {
        KeyedRateLimit(.perSecond(10), burst: burst, maximumKeys: maximumKeys, metrics: metrics, clock: clock)
    }

    private func expectRejected(
        retry: Duration = .milliseconds(100),
        sourceLocation: SourceLocation = #_sourceLocation,
        _ call: () async throws -> Void
    ) async {
        let status = await #expect(throws: Status.self, sourceLocation: sourceLocation) { try await call() }
        #expect(status?.code == .resourceExhausted, sourceLocation: sourceLocation)
        #expect(status?.message == "rate limit exceeded", sourceLocation: sourceLocation)
        #expect(status?.retry == .after(retry), sourceLocation: sourceLocation)
        #expect(status?.delivery == .rejected, sourceLocation: sourceLocation)
    }

    private func withTenant<Result: Sendable>(
        _ tenant: String?,
        _ body: () async throws -> Result
    ) async throws -> Result {
        var context = RequestContext()
        context.metadata["x-tenant"] = tenant
        return try await RequestContext.$current.withValue(context) { try await body() }
    }

    // MARK: Keys

    @Test func keyOfTheRequest() async throws {
        let endpoint = makeEndpoint().with(makeLimit(), by: { $0.user })
        #expect(try await endpoint(Request(user: "a", text: "hello")) == "hello")
        await expectRejected { _ = try await endpoint(Request(user: "a")) }
        _ = try await endpoint(Request(user: "b"))
        clock.advance(by: .milliseconds(30))
        await expectRejected(retry: .milliseconds(70)) { _ = try await endpoint(Request(user: "a")) }
        clock.advance(by: .milliseconds(70))
        _ = try await endpoint(Request(user: "a"))
        #expect(calls.next() == 4)
    }

    @Test func keyOfTheContext() async throws {
        let perTenant = makeLimit()
        let endpoint = makeEndpoint()
            .with(perTenant.by { context in context.metadata["x-tenant"] ?? "" }, Timeout(.seconds(1), clock: clock))
        _ = try await withTenant("a") { try await endpoint(Request(user: "u")) }
        await expectRejected { _ = try await withTenant("a") { try await endpoint(Request(user: "u")) } }
        _ = try await withTenant("b") { try await endpoint(Request(user: "u")) }
        _ = try await withTenant(nil) { try await endpoint(Request(user: "u")) }
        await expectRejected { _ = try await withTenant("") { try await endpoint(Request(user: "u")) } }
    }

    @Test func endpointsShareWhatTheyAreGiven() async throws {
        let limit = makeLimit(burst: 2)
        let profile = makeEndpoint().with(limit, by: { $0.user })
        let search = makeEndpoint("search").with(limit.by { $0.metadata["x-tenant"] ?? "" })
        _ = try await profile(Request(user: "a"))
        _ = try await withTenant("a") { try await search(Request(user: "")) }
        await expectRejected { _ = try await profile(Request(user: "a")) }
        await expectRejected { try limit.check("a") }
    }

    @Test func check() async throws {
        let limit = makeLimit()
        try limit.check("a")
        await expectRejected { try limit.check("a") }
        try limit.check("b")
    }

    @Test func keysOfAnyType() async throws {
        enum Plan: Hashable { case free, paid(Int) }
        let limit = KeyedRateLimit<Plan?>(.perSecond(10), burst: 1, clock: clock)
        for plan in [nil, .free, .paid(1), .paid(2)] as [Plan?] { try limit.check(plan) }
        await expectRejected { try limit.check(nil) }
        await expectRejected { try limit.check(.paid(2)) }
    }

    @Test func aKeyThatWasForgottenStartsFull() async throws {
        let limit = makeLimit(maximumKeys: 2)
        for key in ["a", "b", "c", "a"] { try limit.check(key) }
        await expectRejected { try limit.check("c") }
    }

    @Test func emptyAndUnlimitedBuckets() async throws {
        let empty = makeLimit(burst: 0)
        let status = #expect(throws: Status.self) { try empty.check("a") }
        #expect(status?.retry == .never)
        let unlimited = KeyedRateLimit<String>(.unlimited, burst: 0, clock: clock)
        for _ in 0..<100 { try unlimited.check("a") }
        #expect(unlimited.core.buckets.withLock { $0.buckets.count } == 0)
    }

    /// A key that takes a token when it goes.
    private final class Key: Hashable, Sendable {
        let number: Int
        let other: KeyedRateLimit<Key>?

        init(_ number: Int, _ other: KeyedRateLimit<Key>? = nil) {
            self.number = number
            self.other = other
        }

        deinit {
            if let other { try? other.check(Key(-1)) }
        }

        func hash(into hasher: inout Hasher) { hasher.combine(number) }
        static func == (left: Key, right: Key) -> Bool { left.number == right.number }
    }

    @Test func aForgottenKeyIsReleasedOutsideOfTheLock() throws {
        let limit = KeyedRateLimit<Key>(.perSecond(10), burst: 1, maximumKeys: 1, clock: clock)
        try limit.check(Key(1, limit))
        // Its deinit comes back to the limit, whose lock would not let it in twice.
        try limit.check(Key(2))
        #expect(throws: Status.self) { try limit.check(Key(-1)) }
    }

    // MARK: Layers

    @Test func layers() {
        let remote = Endpoint(remote: "remote", endsByDeadline: true) { (request: Request) in request.text }
        let limit = makeLimit()
        let endpoint = remote.with(limit, by: { $0.user }).with(limit.by { $0.requestID ?? "" }, Timeout(.seconds(1)))
        #expect(endpoint.description == "remote: KeyedRateLimit > Timeout > KeyedRateLimit")
        #expect(endpoint.endsByDeadline)
    }

    @Test func theErrorOfTheEndpointIsTheSameInstance() async throws {
        let marked = MarkedError()
        let endpoint = Endpoint("fails") { (_: Request) -> String in throw marked }.with(makeLimit(), by: { $0.user })
        let error = await #expect(throws: MarkedError.self) { try await endpoint(Request(user: "a")) }
        #expect(error === marked)
    }

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let limit = makeLimit(metrics: metrics)
        let profile = makeEndpoint().with(limit, by: { $0.user })
        let search = makeEndpoint("search").with(limit.by { _ in "a" })
        func rejections(_ endpoint: String) throws -> Int64 {
            try metrics.expectCounter(
                "martlet_rate_limit_rejections",
                [("endpoint", endpoint), ("reason", "exceeded")]
            ).totalValue
        }
        _ = try await profile(Request(user: "a"))
        for _ in 0..<3 { await expectRejected { _ = try await profile(Request(user: "a")) } }
        await expectRejected { _ = try await search(Request(user: "b")) }
        // Not at an endpoint.
        await expectRejected { try limit.check("a") }
        #expect(try rejections("profile") == 3)
        #expect(try rejections("search") == 1)
        #expect(metrics.counters.count == 2)
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check {
            KeyedRateLimit<String>(.perSecond(1_000), burst: 1_000).by { $0.requestID ?? "" }
        }
    }
}
