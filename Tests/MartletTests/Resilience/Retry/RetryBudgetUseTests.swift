import MartletTesting
import MetricsTestKit
import Synchronization
import Testing

@testable import Martlet

/// What a ``Retry`` takes from its budget, and what it counts.
@Suite struct RetryBudgetUseTests {
    private let metrics = TestMetrics()

    private func failing() -> Endpoint<Int, Int> {
        RetryScript(Array(repeating: Status(.unavailable), count: 10_000)).endpoint()
    }

    private func retry(_ attempts: Int = 2, budget: RetryBudget) -> Retry {
        Retry(.constant(.zero, attempts: attempts), budget: budget, metrics: metrics)
    }

    private func retries() throws -> Int64 {
        try metrics.expectCounter("martlet_retry_attempts", [("endpoint", "probe")]).totalValue
    }

    private func exhausted(_ reason: String) throws -> Int64 {
        let dimensions = [("endpoint", "probe"), ("reason", reason)]
        return try metrics.expectCounter("martlet_retry_exhausted", dimensions).totalValue
    }

    private func exhausted() throws -> [Int64] {
        try ["attempts", "budget", "deadline", "retry_after"].map { try exhausted($0) }
    }

    @Test func everyFifthCallIsRetried() async throws {
        let budget = RetryBudget.exactly(ratio: 0.2)
        let endpoint = failing().with(retry(budget: budget))
        for _ in 0..<10 { _ = try? await endpoint(1) }
        #expect(try retries() == 2)
        #expect(try exhausted() == [2, 8, 0, 0])
        #expect(try metrics.expectMeter("martlet_retry_budget_balance", [("endpoint", "probe")]).lastValue == 0)
    }

    @Test func theBudgetIsOnUnlessSaidOtherwise() async throws {
        let endpoint = failing().with(Retry(.constant(.zero, attempts: 2), metrics: metrics))
        for _ in 0..<500 { _ = try? await endpoint(1) }
        // 500 / 5 and one per second for ten seconds.
        #expect(try retries() == 110)
    }

    @Test func withoutBudgetTheCallFailsWithTheErrorThatItHas() async throws {
        let single = failing().with(retry(budget: .exactly(ratio: 0)))
        let error = await #expect(throws: Status.self) { try await single(1) }
        #expect(error?.code == .unavailable)
        let second = failing().with(retry(5, budget: .exactly(ratio: 1)))
        let retryError = await #expect(throws: RetryError.self) { try await second(1) }
        #expect(retryError?.attempts.count == 2 && retryError?.status.code == .unavailable)
        #expect(try exhausted("budget") == 2)
    }

    @Test func aNamedBudgetIsShared() async throws {
        let budget = RetryBudget.exactly(ratio: 0.5)
        let succeeding = RetryScript().endpoint().with(retry(budget: budget))
        let failing = failing().with(retry(9, budget: budget))
        for _ in 0..<9 { _ = try await succeeding(1) }
        let error = await #expect(throws: RetryError.self) { try await failing(1) }
        #expect(error?.attempts.count == 6 && budget.balance == 0)
    }

    @Test func onlyFirstAttemptsPayIn() async throws {
        let budget = RetryBudget.exactly(ratio: 10)
        let endpoint = failing().with(retry(4, budget: budget))
        _ = try? await endpoint(1)
        #expect(budget.balance == 7)
    }

    @Test func whatIsNotRetriedTakesNothing() async throws {
        let budget = RetryBudget.exactly(ratio: 1)
        let endpoint = RetryScript(Status(.notFound)).endpoint().with(retry(budget: budget))
        _ = try? await endpoint(1)
        #expect(budget.balance == 1)
        #expect(try exhausted() == [0, 0, 0, 0])
        #expect(try retries() == 0)
    }

    @Test func whatEndsACallIsCounted() async throws {
        let budget = RetryBudget.exactly(ratio: 1)
        let long = RetryScript(Status(.unavailable, retry: .after(.seconds(60)))).endpoint().with(retry(budget: budget))
        _ = try? await long(1)
        #expect(try exhausted() == [0, 0, 0, 1])
        var context = RequestContext()
        context.deadline = Deadline(.now + .seconds(1))
        await RequestContext.$current.withValue(context) {
            let late = failing().with(Retry(.constant(.seconds(2)), budget: budget, metrics: metrics))
            _ = try? await late(1)
        }
        #expect(try exhausted() == [0, 0, 1, 1])
        // Neither has taken anything out.
        #expect(budget.balance == 2)
        _ = try? await failing().with(retry(3, budget: .unlimited))(1)
        #expect(try exhausted() == [1, 0, 1, 1])
        #expect(try retries() == 2)
    }

    @Test func anUnlimitedBudgetShowsNoBalance() async throws {
        _ = try? await failing().with(retry(budget: .unlimited))(1)
        #expect(try metrics.expectMeter("martlet_retry_budget_balance", [("endpoint", "probe")]).values.isEmpty)
    }

    @Test func manyCallsAtOnceStayWithinTheBudget() async throws {
        let budget = RetryBudget.exactly(ratio: 0.2)
        let attempts = Atomic(0)
        let endpoint = Endpoint("probe", isIdempotent: true) { (_: Int) -> Int in
            attempts.add(1, ordering: .relaxed)
            await Task.yield()
            throw Status(.unavailable)
        }
        .with(retry(5, budget: budget))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<250 { _ = try? await endpoint(1) }
                }
            }
        }
        let extra = attempts.load(ordering: .relaxed) - 2_000
        #expect(extra > 0 && Double(extra) + budget.balance == 400)
        #expect(try retries() == Int64(extra))
    }
}
