import CoreMetrics
import MartletTesting
import MetricsTestKit
import Testing

@testable import Martlet

@Suite struct LoadSheddingTests {
    private let clock = ManualClock()
    private let calls = ParkedCalls()

    private func layer(
        concurrency: Int = 1,
        maximumWaiting: Int = 10,
        metrics: (any MetricsFactory)? = nil
    ) -> LoadShedding {
        LoadShedding(concurrency: concurrency, maximumWaiting: maximumWaiting, metrics: metrics, clock: clock)
    }

    /// Starts a call; it is inside or in the queue afterwards, or has taken the place of another one.
    private func start(
        _ number: Int,
        _ endpoint: Endpoint<Int, Int>,
        _ priority: RequestPriority = .normal,
        in layer: LoadShedding,
        deadline: Deadline? = nil,
        displaces: Bool = false
    ) async -> Task<Int, any Error> {
        let before = calls.entered.count + layer.waiting
        // unstructured: the test goes on beside it.
        let task = Task {
            try await RequestContext.with(deadline: deadline, priority: priority) { try await endpoint(number) }
        }
        if !displaces { await eventually { calls.entered.count + layer.waiting == before + 1 } }
        return task
    }

    private func expect(
        _ code: Status.Code,
        _ message: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Int
    ) async {
        let status = await #expect(throws: Status.self, sourceLocation: sourceLocation) { try await body() }
        #expect(status?.code == code, sourceLocation: sourceLocation)
        #expect(status?.message == message, sourceLocation: sourceLocation)
        #expect(status?.delivery == .rejected, sourceLocation: sourceLocation)
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { LoadShedding(concurrency: 100) }
        try await MiddlewareConformance.check {
            LoadShedding(concurrency: 2, target: .seconds(1), interval: .seconds(20))
        }
    }

    @Test func keepsTheDeadline() {
        #expect(LoadShedding(concurrency: 1).endsByDeadline)
    }

    @Test func servesTheHighestPriorityFirst() async throws {
        let layer = layer()
        let endpoint = calls.endpoint().with(layer)
        var tasks = [await start(1, endpoint, in: layer)]
        tasks.append(await start(2, endpoint, .low, in: layer))
        tasks.append(await start(3, endpoint, .high, in: layer))
        tasks.append(await start(4, endpoint, .low, in: layer))
        #expect(layer.inFlight == 1)
        #expect(layer.waiting == 3)
        for number in [1, 3, 2, 4] {
            await eventually { calls.entered.last == number }
            calls.letGo(number)
        }
        for task in tasks { _ = try await task.value }
        #expect(calls.entered == [1, 3, 2, 4])
        #expect(calls.mostInside == 1)
        #expect(layer.inFlight == 0)
    }

    @Test func refusesWhenTheQueueIsFull() async throws {
        let layer = layer(maximumWaiting: 1)
        let endpoint = calls.endpoint().with(layer)
        let first = await start(1, endpoint, in: layer)
        let second = await start(2, endpoint, .low, in: layer)
        await expect(.unavailable, "overloaded: too many calls wait") {
            try await RequestContext.with(priority: .low) { try await endpoint(3) }
        }
        let high = await start(4, endpoint, .high, in: layer, displaces: true)
        await expect(.unavailable, "overloaded: calls of a higher priority wait") { try await second.value }
        calls.letGo(1)
        await eventually { calls.entered == [1, 4] }
        calls.letGo(4)
        #expect(try await first.value == 1)
        #expect(try await high.value == 4)
    }

    @Test func refusesWhoWaitsTooLongInAnOverload() async throws {
        let layer = layer(concurrency: 10)
        let endpoint = calls.endpoint().with(layer)
        var running: [Task<Int, any Error>] = []
        for number in 1...10 { running.append(await start(number, endpoint, in: layer)) }
        let first = await start(11, endpoint, in: layer)
        let second = await start(12, endpoint, in: layer)
        clock.advance(by: .milliseconds(105))
        let young = await start(13, endpoint, in: layer, displaces: true)
        await expect(.unavailable, "overloaded: calls wait too long") { try await first.value }
        await expect(.unavailable, "overloaded: calls wait too long") { try await second.value }
        for number in 1...10 { calls.letGo(number) }
        await eventually { calls.entered.contains(13) }
        calls.letGo(13)
        #expect(try await young.value == 13)
        for task in running { _ = try await task.value }
        #expect(layer.inFlight == 0)
    }

    @Test func refusesWhatCannotBeDoneInTime() async throws {
        let layer = layer()
        let endpoint = calls.endpoint().with(layer)
        let first = await start(1, endpoint, in: layer)
        clock.advance(by: .milliseconds(100))
        calls.letGo(1)
        _ = try await first.value
        let second = await start(2, endpoint, in: layer)
        await expect(.unavailable, "overloaded: the deadline would pass first") {
            try await RequestContext.with(deadline: .after(.milliseconds(199), clock: clock)) { try await endpoint(3) }
        }
        await expect(.deadlineExceeded, "the deadline passed in the queue") {
            try await RequestContext.with(deadline: Deadline(clock.now)) { try await endpoint(4) }
        }
        calls.letGo(2)
        _ = try await second.value
    }

    @Test func leavesTheQueueAtTheDeadline() async throws {
        let layer = layer()
        let endpoint = calls.endpoint().with(layer)
        let first = await start(1, endpoint, in: layer)
        let second = await start(2, endpoint, in: layer, deadline: .after(.milliseconds(50), clock: clock))
        try await clock.waitForSleepers(1)
        clock.advance(by: .milliseconds(50))
        await expect(.deadlineExceeded, "the deadline passed in the queue") { try await second.value }
        #expect(layer.waiting == 0)
        calls.letGo(1)
        _ = try await first.value
    }

    @Test func whoIsCancelledLeavesTheQueue() async throws {
        let layer = layer()
        let endpoint = calls.endpoint().with(layer)
        let first = await start(1, endpoint, in: layer)
        let second = await start(2, endpoint, in: layer)
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(layer.waiting == 0)
        calls.letGo(1, error: MarkedError())
        await #expect(throws: MarkedError.self) { try await first.value }
        #expect(layer.inFlight == 0)
    }

    @Test func aStreamKeepsItsPermitUntilItsEnd() async throws {
        let layer = layer(maximumWaiting: 0)
        let endpoint = Endpoint("stream") { (_: Int) in ResponseStream([1, 2, 3]) }.with(layer)
        let stream = try await endpoint(1)
        let status = await #expect(throws: Status.self) { _ = try await endpoint(2) }
        #expect(status?.code == .unavailable)
        for try await _ in stream { #expect(layer.inFlight == 1) }
        #expect(layer.inFlight == 0)
    }

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let layer = layer(maximumWaiting: 1, metrics: metrics)
        let endpoint = calls.endpoint("checkout").with(layer)
        let dimensions = [("endpoint", "checkout")]
        func meter(_ what: String) throws -> Double? {
            try metrics.expectMeter("martlet_load_shedding_\(what)", dimensions).values.last
        }
        func rejections() throws -> [String: Int64] {
            var counts: [String: Int64] = [:]
            for reason in ["delay", "deadline", "queue_full", "priority"] {
                let label = "martlet_load_shedding_rejections"
                counts[reason] = try metrics.expectCounter(label, dimensions + [("reason", reason)]).totalValue
            }
            return counts
        }
        let first = await start(1, endpoint, in: layer)
        let second = await start(2, endpoint, .low, in: layer)
        await #expect(throws: Status.self) { try await RequestContext.with(priority: .low) { try await endpoint(3) } }
        let fourth = await start(4, endpoint, .normal, in: layer, displaces: true)
        await #expect(throws: Status.self) { try await second.value }
        await eventually { layer.waiting == 1 }
        await eventually { (try? meter("waiting")) == 1 }
        #expect(try meter("in_flight") == 1)
        clock.advance(by: .milliseconds(105))
        let fifth = await start(5, endpoint, .normal, in: layer, displaces: true)
        await #expect(throws: Status.self) { try await fourth.value }
        await #expect(throws: Status.self) {
            try await RequestContext.with(deadline: Deadline(clock.now)) { try await endpoint(6) }
        }
        #expect(try rejections() == ["delay": 1, "deadline": 1, "queue_full": 1, "priority": 1])
        calls.letGo(1)
        _ = try await first.value
        await eventually { calls.entered == [1, 5] }
        calls.letGo(5)
        _ = try await fifth.value
        #expect(try meter("in_flight") == 0)
        #expect(try meter("waiting") == 0)
    }
}
