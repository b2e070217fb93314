import CoreMetrics
import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

@Suite struct RateLimitTests {
    private let clock = ManualClock()
    private let calls = Count()

    private func makeEndpoint(_ layers: RateLimit..., name: String = "uppercase") -> Endpoint<String, String> {
        layers.reduce(
            Endpoint(name) { [calls] in
                _ = calls.next()
                return $0.uppercased()
            }
        ) { $0.with($1) }
    }

    @discardableResult
    private func expectRejected<Response: Sendable>(
        _ endpoint: Endpoint<String, Response>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async -> Status? {
        let status = await #expect(throws: Status.self, sourceLocation: sourceLocation) { try await endpoint("a") }
        #expect(status?.code == .resourceExhausted, sourceLocation: sourceLocation)
        #expect(status?.message == "rate limit exceeded", sourceLocation: sourceLocation)
        #expect(status?.delivery == .rejected, sourceLocation: sourceLocation)
        return status
    }

    // MARK: The limit

    @Test func aBurstAndThenTheRate() async throws {
        let endpoint = makeEndpoint(RateLimit(.perSecond(10), burst: 3, clock: clock))
        for _ in 0..<3 { #expect(try await endpoint("a") == "A") }
        #expect(await expectRejected(endpoint)?.retry == .after(.milliseconds(100)))
        clock.advance(by: .milliseconds(60))
        #expect(await expectRejected(endpoint)?.retry == .after(.milliseconds(40)))
        clock.advance(by: .milliseconds(40))
        _ = try await endpoint("a")
        await expectRejected(endpoint)
        #expect(calls.next() == 5)
    }

    @Test func rejectionsAreRetryableAndNobodysFault() async throws {
        let status = try #require(await expectRejected(makeEndpoint(RateLimit(.perMinute(1), burst: 0, clock: clock))))
        #expect(!status.isRetryable)
        #expect(status.retry == .never)
        let limit = RateLimit(.perMinute(1), burst: 1, clock: clock)
        try limit.check()
        let other = try #require(await expectRejected(makeEndpoint(limit)))
        #expect(other.isRetryable)
        #expect(other.delivery.isUnprocessed)
        #expect(!other.code.isServerFault)
    }

    @Test func unlimitedIgnoresTheBurstAndTheClock() async throws {
        let clock = CountingReads()
        for action in [RateLimit.Action.reject, .wait()] {
            let limit = RateLimit(.unlimited, burst: 0, whenExceeded: action, clock: clock)
            let reads = clock.count.next()
            for _ in 0..<100 { _ = try await makeEndpoint(limit)("a") }
            try limit.check()
            #expect(clock.count.next() == reads + 1)
        }
    }

    @Test func theErrorOfTheEndpointIsTheSameInstance() async throws {
        let marked = MarkedError()
        let endpoint = Endpoint("fails") { (_: String) -> String in throw marked }
        for action in [RateLimit.Action.reject, .wait()] {
            let limited = endpoint.with(RateLimit(.perSecond(1), burst: 1, whenExceeded: action, clock: clock))
            let error = await #expect(throws: MarkedError.self) { try await limited("a") }
            #expect(error === marked)
        }
    }

    @Test func theDeadlineIsNoMatterToCallsThatDoNotWait() async throws {
        let endpoint = makeEndpoint(RateLimit(.perSecond(1), burst: 1, clock: clock))
        var context = RequestContext()
        context.deadline = Deadline(clock.now.advanced(by: .seconds(-1)))
        #expect(try await RequestContext.$current.withValue(context) { try await endpoint("a") } == "A")
    }

    @Test func realClock() async throws {
        let endpoint = makeEndpoint(RateLimit(.every(.seconds(3_600)), burst: 2))
        _ = try await endpoint("a")
        _ = try await endpoint("a")
        let wait = try #require(await expectRejected(endpoint)?.retry?.delay)
        #expect(wait > .seconds(3_500))
        #expect(wait <= .seconds(3_600))
    }

    @Test func aClockThatRunsBackwards() async throws {
        let clock = SetClock()
        let limit = RateLimit(.perSecond(1), burst: 1, clock: clock)
        try limit.check()
        clock.offset.withLock { $0 = .seconds(-100) }
        let status = #expect(throws: Status.self) { try limit.check() }
        #expect(status?.retry == .after(.seconds(1)))
    }

    // MARK: State

    @Test func copiesAndEndpointsShareTheTokens() async throws {
        let limit = RateLimit(.perSecond(1), burst: 2, clock: clock)
        let copy = limit
        _ = try await makeEndpoint(limit)("a")
        _ = try await makeEndpoint(copy, name: "other")("a")
        await expectRejected(makeEndpoint(limit))
    }

    @Test func eachValueHasItsOwnTokens() async throws {
        for _ in 0..<3 { _ = try await makeEndpoint(RateLimit(.perSecond(1), burst: 1, clock: clock))("a") }
    }

    @Test func check() throws {
        for action in [RateLimit.Action.reject, .wait()] {
            let limit = RateLimit(.perSecond(1), burst: 1, whenExceeded: action, clock: clock)
            try limit.check()
            let status = #expect(throws: Status.self) { try limit.check() }
            #expect(status?.code == .resourceExhausted)
            #expect(status?.retry == .after(.seconds(1)))
            clock.advance(by: .seconds(1))
            try limit.check()
        }
    }

    @Test func aStreamCountsWhenItBegins() async throws {
        let endpoint = Endpoint("rows") { (_: String) in ResponseStream([1, 2, 3]) }
            .with(RateLimit(.perSecond(1), burst: 1, clock: clock))
        var rows: [Int] = []
        for try await row in try await endpoint("a") { rows.append(row) }
        #expect(rows == [1, 2, 3])
        await expectRejected(endpoint)
    }

    @Test func endsByTheDeadline() {
        let remote = Endpoint(remote: "remote", endsByDeadline: true) { (text: String) in text }
        for action in [RateLimit.Action.reject, .wait()] {
            #expect(remote.with(RateLimit(.perSecond(1), burst: 1, whenExceeded: action)).endsByDeadline)
        }
        #expect(remote.with(RateLimit(.perSecond(1), burst: 1)).layers == ["RateLimit"])
    }

    @Test func actionsAreComparable() {
        #expect(RateLimit.Action.wait() == .wait(maximumWaiting: 1_000))
        #expect(RateLimit.Action.wait(maximumWaiting: -1) == .wait(maximumWaiting: 0))
        #expect(RateLimit.Action.wait(maximumWaiting: 0) != .reject)
    }

    // MARK: Metrics

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let limit = RateLimit(.perSecond(1), burst: 1, metrics: metrics, clock: clock)
        let (uppercase, other) = (makeEndpoint(limit), makeEndpoint(limit, name: "other"))
        _ = try await uppercase("a")
        func rejections(_ endpoint: String) throws -> Int64 {
            try metrics.expectCounter(
                "martlet_rate_limit_rejections",
                [("endpoint", endpoint), ("reason", "exceeded")]
            ).totalValue
        }
        #expect(try rejections("uppercase") == 0)
        await expectRejected(uppercase)
        await expectRejected(uppercase)
        await expectRejected(other)
        #expect(try rejections("uppercase") == 2)
        #expect(try rejections("other") == 1)
        #expect(metrics.counters.count == 2)
        #expect(metrics.meters.isEmpty)
    }

    @Test func noMetricsWithoutAFactory() async throws {
        let endpoint = makeEndpoint(RateLimit(.perSecond(1), burst: 1, clock: clock))
        _ = try await endpoint("a")
        await expectRejected(endpoint)
    }

    // MARK: Conformance

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { RateLimit(.perSecond(1_000), burst: 1_000) }
        try await MiddlewareConformance.check { RateLimit(.perSecond(1_000), burst: 1_000, metrics: TestMetrics()) }
        try await MiddlewareConformance.check { RateLimit(.unlimited, burst: 0) }
    }
}

/// A clock that counts how often it is read.
private struct CountingReads: Clock {
    typealias Duration = Swift.Duration
    typealias Instant = ContinuousClock.Instant

    let count = Count()
    let minimumResolution = Duration.zero

    var now: Instant {
        _ = count.next()
        return .now
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}

/// A clock that can also be set back.
private final class SetClock: Clock {
    typealias Duration = Swift.Duration
    typealias Instant = ContinuousClock.Instant

    let offset = Mutex(Duration.zero)
    let minimumResolution = Duration.zero
    private let start = Instant.now

    var now: Instant { start.advanced(by: offset.withLock { $0 }) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
