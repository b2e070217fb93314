import CoreMetrics
import MartletTesting
import MetricsTestKit
import Testing

@testable import Martlet

@Suite struct AdaptiveConcurrencyTests {
    private let clock = ManualClock()
    private let calls = ParkedCalls()

    /// A layer whose limit follows each call: one more after a round of calls, half after a drop.
    private func layer(
        initial: Int,
        maximumWaiting: Int = 0,
        metrics: (any MetricsFactory)? = nil
    ) -> AdaptiveConcurrency {
        AdaptiveConcurrency(
            .aimd(timeout: .seconds(1), backoff: 0.5),
            initial: initial,
            maximumWaiting: maximumWaiting,
            metrics: metrics,
            clock: clock
        )
    }

    private func start(
        _ numbers: ClosedRange<Int>,
        _ endpoint: Endpoint<Int, Int>,
        in layer: AdaptiveConcurrency,
        deadline: Deadline? = nil
    ) async -> [Task<Int, any Error>] {
        var tasks: [Task<Int, any Error>] = []
        for number in numbers {
            let before = calls.entered.count + layer.waiting
            // unstructured: the test goes on beside it.
            tasks.append(Task { try await RequestContext.with(deadline: deadline) { try await endpoint(number) } })
            await eventually { calls.entered.count + layer.waiting == before + 1 }
        }
        return tasks
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { AdaptiveConcurrency(initial: 100) }
        try await MiddlewareConformance.check { AdaptiveConcurrency(.aimd(), initial: 100) }
        try await MiddlewareConformance.check {
            AdaptiveConcurrency(.aimd(), initial: 2, minimum: 2, maximum: 2, maximumWaiting: 100)
        }
    }

    @Test func defaults() {
        let layer = AdaptiveConcurrency()
        #expect(layer.limit == 20)
        #expect(layer.inFlight == 0)
        #expect(layer.waiting == 0)
        #expect(layer.endsByDeadline)
        #expect(layer.layerNames == ["AdaptiveConcurrency"])
    }

    @Test func theInitialLimitIsBetweenTheBounds() {
        #expect(AdaptiveConcurrency(maximum: 10).limit == 10)
        #expect(AdaptiveConcurrency(.aimd(), minimum: 30).limit == 30)
        #expect(AdaptiveConcurrency(initial: .max, maximum: .max).limit == 1_000_000_000)
        #expect(AdaptiveConcurrency(minimum: .max, maximum: .max).limit == 1_000_000_000)
        #expect(
            AdaptiveConcurrency(.aimd(timeout: .milliseconds(500)), initial: 20, minimum: 1, maximum: 1_000).limit == 20
        )
    }

    @Test func refusesOverTheLimit() async throws {
        let layer = layer(initial: 2)
        let endpoint = calls.endpoint().with(layer)
        let tasks = await start(1...2, endpoint, in: layer)
        #expect(layer.inFlight == 2)
        let status = await #expect(throws: Status.self) { try await endpoint(3) }
        #expect(status?.code == .unavailable)
        #expect(status?.message == "concurrency limit reached")
        #expect(status?.delivery == .rejected)
        for number in 1...2 {
            calls.letGo(number)
            #expect(try await tasks[number - 1].value == number)
        }
        #expect(layer.inFlight == 0)
    }

    @Test func successesRaiseTheLimit() async throws {
        let layer = layer(initial: 1)
        let endpoint = calls.endpoint().with(layer)
        let tasks = await start(1...1, endpoint, in: layer)
        clock.advance(by: .milliseconds(1))
        calls.letGo(1)
        _ = try await tasks[0].value
        #expect(layer.limit == 2)
    }

    @Test func theRoundTripIsMeasured() async throws {
        let layer = layer(initial: 8)
        let endpoint = calls.endpoint().with(layer)
        let tasks = await start(1...1, endpoint, in: layer)
        clock.advance(by: .seconds(1) + .nanoseconds(1))
        calls.letGo(1)
        _ = try await tasks[0].value
        #expect(layer.limit == 4)
    }

    @Test func waitingIsNotPartOfTheRoundTrip() async throws {
        let layer = layer(initial: 1, maximumWaiting: 1)
        let endpoint = calls.endpoint().with(layer)
        let tasks = await start(1...2, endpoint, in: layer)
        clock.advance(by: .seconds(5))
        calls.letGo(1, error: MarkedError())
        await eventually { calls.entered == [1, 2] }
        calls.letGo(2)
        #expect(try await tasks[1].value == 2)
        #expect(layer.limit == 2)
    }

    // MARK: What errors say

    private func limit(after error: any Error) async throws -> Int {
        let layer = layer(initial: 8)
        let endpoint = Endpoint(remote: "fails") { (_: Int) -> Int in throw error }.with(layer)
        await #expect(throws: (any Error).self) { try await endpoint(1) }
        #expect(layer.inFlight == 0)
        return layer.limit
    }

    @Test(arguments: [Status.Code.deadlineExceeded, .unavailable, .resourceExhausted])
    func overloadIsADrop(code: Status.Code) async throws {
        #expect(try await limit(after: Status(code)) == 4)
        #expect(try await limit(after: Status(code, delivery: .unprocessed)) == 4)
    }

    @Test(arguments: [Status.Code.deadlineExceeded, .unavailable, .resourceExhausted])
    func whatThisSideRefusedSaysNothing(code: Status.Code) async throws {
        #expect(try await limit(after: Status(code, delivery: .rejected)) == 8)
    }

    @Test func otherErrorsSayNothing() async throws {
        for error: any Error in [Status(.notFound), Status(.internal), MarkedError(), CancellationError()] {
            #expect(try await limit(after: error) == 8)
        }
    }

    @Test func errorsDoNotRaiseTheLimit() async throws {
        let layer = layer(initial: 1)
        let endpoint = Endpoint("fails") { (_: Int) -> Int in throw MarkedError() }.with(layer)
        for _ in 0..<5 { await #expect(throws: MarkedError.self) { try await endpoint(1) } }
        #expect(layer.limit == 1)
    }

    // MARK: Queue

    @Test func waitsForTheLimit() async throws {
        let layer = layer(initial: 1, maximumWaiting: 3)
        let endpoint = calls.endpoint().with(layer)
        let tasks = await start(1...4, endpoint, in: layer)
        let status = await #expect(throws: Status.self) { try await endpoint(5) }
        #expect(status?.code == .unavailable)
        tasks[1].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[1].value }
        calls.letGo(1)
        // The first success makes it two. Both are let in at once, and either may be the first to run.
        await eventually { calls.entered.sorted() == [1, 3, 4] }
        calls.letGo(3)
        calls.letGo(4)
        for index in [0, 2, 3] { #expect(try await tasks[index].value == index + 1) }
        #expect(layer.inFlight == 0)
    }

    @Test func leavesTheQueueAtTheDeadline() async throws {
        let layer = layer(initial: 1, maximumWaiting: 3)
        let endpoint = calls.endpoint().with(layer)
        let first = await start(1...1, endpoint, in: layer)
        let second = await start(2...2, endpoint, in: layer, deadline: .after(.seconds(1), clock: clock))
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        let status = await #expect(throws: Status.self) { try await second[0].value }
        #expect(status?.code == .deadlineExceeded)
        #expect(status?.delivery == .rejected)
        #expect(layer.waiting == 0)
        calls.letGo(1)
        _ = try await first[0].value
    }

    // MARK: Streams

    @Test func aStreamCountsUntilItsEndAndTeachesAtItsBeginning() async throws {
        let layer = layer(initial: 1)
        let endpoint = Endpoint("stream") { (_: Int) in ResponseStream([1, 2, 3]) }.with(layer)
        let stream = try await endpoint(1)
        #expect(layer.inFlight == 1)
        #expect(layer.limit == 2)
        clock.advance(by: .seconds(10))
        for try await _ in stream { #expect(layer.inFlight == 1) }
        #expect(layer.inFlight == 0)
        #expect(layer.limit == 2)
    }

    // MARK: Metrics

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let layer = layer(initial: 1, maximumWaiting: 1, metrics: metrics)
        let endpoint = calls.endpoint("search").with(layer)
        let dimensions = [("endpoint", "search")]
        func meter(_ what: String) throws -> Double? {
            try metrics.expectMeter("martlet_adaptive_concurrency_\(what)", dimensions).values.last
        }
        func rejections(_ reason: String) throws -> Int64 {
            let label = "martlet_adaptive_concurrency_rejections"
            return try metrics.expectCounter(label, dimensions + [("reason", reason)]).totalValue
        }
        #expect(try meter("limit") == 1)
        let first = await start(1...1, endpoint, in: layer)
        let second = await start(2...2, endpoint, in: layer, deadline: .after(.seconds(1), clock: clock))
        await #expect(throws: Status.self) { try await endpoint(3) }
        try await clock.waitForSleepers(1)
        #expect(try meter("in_flight") == 1)
        #expect(try meter("waiting") == 1)
        #expect(try rejections("full") == 1)
        clock.advance(by: .seconds(1))
        await #expect(throws: Status.self) { try await second[0].value }
        #expect(try rejections("deadline") == 1)
        #expect(try meter("waiting") == 0)
        calls.letGo(1)
        _ = try await first[0].value
        #expect(try meter("in_flight") == 0)
        #expect(try meter("limit") == 2)
    }
}
