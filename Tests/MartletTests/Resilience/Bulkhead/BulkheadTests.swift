import CoreMetrics
import MartletTesting
import MetricsTestKit
import Testing

@testable import Martlet

@Suite struct BulkheadTests {
    private let clock = ManualClock()
    private let calls = ParkedCalls()

    /// Starts calls one after the other; each is inside or in the queue before the next begins.
    private func start(
        _ numbers: ClosedRange<Int>,
        _ endpoint: Endpoint<Int, Int>,
        in bulkhead: Bulkhead,
        deadline: Deadline? = nil
    ) async -> [Task<Int, any Error>] {
        var tasks: [Task<Int, any Error>] = []
        for number in numbers {
            let before = calls.entered.count + bulkhead.waiting
            // unstructured: the test goes on beside it.
            tasks.append(Task { try await RequestContext.with(deadline: deadline) { try await endpoint(number) } })
            await eventually { calls.entered.count + bulkhead.waiting == before + 1 }
        }
        return tasks
    }

    private func expect(
        _ code: Status.Code,
        _ message: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Int
    ) async {
        let status = await #expect(throws: Status.self, sourceLocation: sourceLocation) { try await body() }
        #expect(status?.code == code, sourceLocation: sourceLocation)
        #expect(status?.delivery == .rejected, sourceLocation: sourceLocation)
        if let message { #expect(status?.message == message, sourceLocation: sourceLocation) }
    }

    // MARK: Places

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { Bulkhead(100) }
        try await MiddlewareConformance.check { Bulkhead(2, maximumWaiting: 100) }
    }

    @Test func refusesWhenFull() async throws {
        let bulkhead = Bulkhead(2)
        let endpoint = calls.endpoint().with(bulkhead)
        let tasks = await start(1...2, endpoint, in: bulkhead)
        #expect(bulkhead.inFlight == 2)
        await expect(.resourceExhausted, "bulkhead is full") { try await endpoint(3) }
        calls.letGo(1)
        #expect(try await tasks[0].value == 1)
        let again = await start(4...4, endpoint, in: bulkhead)
        calls.letGo(4)
        calls.letGo(2)
        #expect(try await tasks[1].value == 2)
        #expect(try await again[0].value == 4)
        #expect(bulkhead.inFlight == 0)
        #expect(calls.entered == [1, 2, 4])
    }

    @Test func errorsGiveThePlaceBack() async throws {
        let bulkhead = Bulkhead(1)
        let marked = MarkedError()
        let endpoint = Endpoint("fails") { (_: Int) -> Int in throw marked }.with(bulkhead)
        for _ in 0..<3 {
            let error = await #expect(throws: MarkedError.self) { try await endpoint(1) }
            #expect(error === marked)
        }
        #expect(bulkhead.inFlight == 0)
    }

    @Test func endpointsShareAValue() async throws {
        let bulkhead = Bulkhead(1)
        let one = calls.endpoint("one").with(bulkhead)
        let other = calls.endpoint("other").with(bulkhead)
        let tasks = await start(1...1, one, in: bulkhead)
        await expect(.resourceExhausted) { try await other(2) }
        calls.letGo(1)
        _ = try await tasks[0].value
    }

    // MARK: Queue

    @Test func firstInFirstOut() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 3)
        let endpoint = calls.endpoint().with(bulkhead)
        let tasks = await start(1...4, endpoint, in: bulkhead)
        #expect(bulkhead.waiting == 3)
        await expect(.resourceExhausted, "bulkhead is full") { try await endpoint(5) }
        for number in 1...4 {
            await eventually { calls.entered.last == number }
            #expect(calls.inside == 1)
            calls.letGo(number)
            #expect(try await tasks[number - 1].value == number)
        }
        #expect(calls.entered == [1, 2, 3, 4])
        #expect(bulkhead.inFlight == 0)
        #expect(bulkhead.waiting == 0)
    }

    @Test func prioritiesAreOfNoMeaning() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 3)
        let endpoint = calls.endpoint().with(bulkhead)
        var tasks = await start(1...2, endpoint, in: bulkhead)
        // unstructured: the test goes on beside it.
        tasks.append(Task { try await RequestContext.with(priority: .critical) { try await endpoint(3) } })
        await eventually { bulkhead.waiting == 2 }
        for number in 1...3 {
            await eventually { calls.entered.count == number }
            calls.letGo(number)
        }
        for task in tasks { _ = try await task.value }
        #expect(calls.entered == [1, 2, 3])
    }

    @Test func whoIsCancelledLeavesTheQueue() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 3)
        let endpoint = calls.endpoint().with(bulkhead)
        let tasks = await start(1...3, endpoint, in: bulkhead)
        tasks[1].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[1].value }
        #expect(bulkhead.waiting == 1)
        calls.letGo(1)
        await eventually { calls.entered == [1, 3] }
        calls.letGo(3)
        #expect(try await tasks[2].value == 3)
        #expect(bulkhead.inFlight == 0)
    }

    @Test func aTaskThatIsCancelledAlreadyDoesNotWait() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 1)
        let endpoint = calls.endpoint().with(bulkhead)
        let tasks = await start(1...1, endpoint, in: bulkhead)
        // unstructured: it cancels itself.
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await endpoint(2)
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(bulkhead.waiting == 0)
        calls.letGo(1)
        _ = try await tasks[0].value
    }

    // MARK: Deadline

    @Test func keepsTheDeadline() {
        #expect(Bulkhead(1).endsByDeadline)
    }

    @Test func whoseDeadlinePassesLeavesTheQueue() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 3, clock: clock)
        let endpoint = calls.endpoint().with(bulkhead)
        let first = await start(1...1, endpoint, in: bulkhead)
        let late = await start(2...2, endpoint, in: bulkhead, deadline: .after(.seconds(1), clock: clock))
        let patient = await start(3...3, endpoint, in: bulkhead, deadline: .after(.seconds(9), clock: clock))
        try await clock.waitForSleepers(2)
        clock.advance(by: .seconds(1) - .nanoseconds(1))
        #expect(bulkhead.waiting == 2)
        clock.advance(by: .nanoseconds(1))
        await expect(.deadlineExceeded) { try await late[0].value }
        #expect(bulkhead.waiting == 1)
        calls.letGo(1)
        await eventually { calls.entered == [1, 3] }
        // The one who was let in has no timer any more.
        await eventually { clock.sleeperCount == 0 }
        calls.letGo(3)
        #expect(try await first[0].value == 1)
        #expect(try await patient[0].value == 3)
    }

    @Test func whoseDeadlineHasPassedDoesNotWait() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 3, clock: clock)
        let endpoint = calls.endpoint().with(bulkhead)
        let tasks = await start(1...1, endpoint, in: bulkhead)
        await expect(.deadlineExceeded) {
            try await RequestContext.with(deadline: Deadline(clock.now)) { try await endpoint(2) }
        }
        calls.letGo(1)
        _ = try await tasks[0].value
    }

    @Test func cancellationBeforeTheDeadline() async throws {
        let bulkhead = Bulkhead(1, maximumWaiting: 3, clock: clock)
        let endpoint = calls.endpoint().with(bulkhead)
        let first = await start(1...1, endpoint, in: bulkhead)
        let second = await start(2...2, endpoint, in: bulkhead, deadline: .after(.seconds(1), clock: clock))
        second[0].cancel()
        await #expect(throws: CancellationError.self) { try await second[0].value }
        #expect(bulkhead.waiting == 0)
        #expect(clock.sleeperCount == 0)
        calls.letGo(1)
        _ = try await first[0].value
    }

    // MARK: Streams

    @Test func aStreamKeepsItsPlaceUntilItsEnd() async throws {
        let bulkhead = Bulkhead(1)
        let endpoint = Endpoint("stream") { (_: Int) in ResponseStream([1, 2, 3]) }.with(bulkhead)
        let stream = try await endpoint(1)
        #expect(bulkhead.inFlight == 1)
        let status = await #expect(throws: Status.self) { _ = try await endpoint(2) }
        #expect(status?.code == .resourceExhausted)
        for try await _ in stream { #expect(bulkhead.inFlight == 1) }
        #expect(bulkhead.inFlight == 0)
    }

    @Test func aStreamThatIsDroppedGivesItsPlaceBack() async throws {
        let bulkhead = Bulkhead(1)
        let endpoint = Endpoint("stream") { (_: Int) in ResponseStream([1, 2, 3]) }.with(bulkhead)
        for _ in 0..<3 { _ = try await endpoint(1) }
        #expect(bulkhead.inFlight == 0)
    }

    // MARK: Metrics

    @Test func metrics() async throws {
        let metrics = TestMetrics()
        let bulkhead = Bulkhead(1, maximumWaiting: 1, metrics: metrics, clock: clock)
        let endpoint = calls.endpoint("report").with(bulkhead)
        let dimensions = [("endpoint", "report")]
        func meter(_ label: String) throws -> Double? { try metrics.expectMeter(label, dimensions).values.last }
        func rejections(_ reason: String) throws -> Int64 {
            try metrics.expectCounter("martlet_bulkhead_rejections", dimensions + [("reason", reason)]).totalValue
        }
        let first = await start(1...1, endpoint, in: bulkhead)
        let second = await start(2...2, endpoint, in: bulkhead, deadline: .after(.seconds(1), clock: clock))
        await expect(.resourceExhausted) { try await endpoint(3) }
        await eventually { (try? meter("martlet_bulkhead_waiting")) == 1 }
        #expect(try meter("martlet_bulkhead_in_flight") == 1)
        #expect(try rejections("full") == 1)
        #expect(try rejections("deadline") == 0)
        try await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        await expect(.deadlineExceeded) { try await second[0].value }
        #expect(try rejections("deadline") == 1)
        #expect(try meter("martlet_bulkhead_waiting") == 0)
        let third = await start(4...4, endpoint, in: bulkhead)
        calls.letGo(1)
        _ = try await first[0].value
        await eventually { calls.entered == [1, 4] }
        calls.letGo(4)
        _ = try await third[0].value
        #expect(try meter("martlet_bulkhead_in_flight") == 0)
        #expect(try meter("martlet_bulkhead_waiting") == 0)
        #expect(try rejections("full") == 1)
    }
}
