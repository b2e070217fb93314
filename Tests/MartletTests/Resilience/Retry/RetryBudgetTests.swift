import MartletTesting
import Testing

@testable import Martlet

@Suite struct RetryBudgetTests {
    private let clock = ManualClock()

    @Test func aFifthAndOnePerSecondUnlessSaidOtherwise() {
        let budget = RetryBudget.percent(20)
        #expect(budget.balance == 10)
        for _ in 0..<50 { budget.deposit() }
        #expect((budget.balance - 20).magnitude < 1e-6)
    }

    @Test func balanceFollowsDepositsAndRetries() {
        let budget = RetryBudget(ratio: 0.5, minimumPerSecond: 1, window: .seconds(4), clock: clock)
        #expect(budget.balance == 4)
        budget.deposit()
        budget.deposit()
        #expect(budget.balance == 5)
        #expect(budget.withdraw() == 4)
        budget.giveBack()
        #expect(budget.balance == 5)
        clock.advance(by: .seconds(4))
        #expect(budget.balance == 4)
    }

    @Test func anEmptyBudgetGivesNothing() {
        let budget = RetryBudget(ratio: 0, minimumPerSecond: 0, clock: clock)
        for _ in 0..<100 { budget.deposit() }
        #expect(budget.withdraw() == nil && budget.balance == 0)
    }

    @Test func copiesShareTheirState() {
        let budget = RetryBudget(ratio: 1, minimumPerSecond: 0, clock: clock)
        let copy = budget
        copy.deposit()
        #expect(budget.withdraw() == 0)
        #expect(copy.withdraw() == nil)
    }

    @Test func anUnlimitedBudgetNeverEnds() {
        let budget = RetryBudget.unlimited
        for _ in 0..<1_000 { #expect(budget.withdraw() == .infinity) }
        budget.deposit()
        budget.giveBack()
        #expect(budget.balance == .infinity)
    }

    @Test func anyWindowIsInRange() {
        for window in [Duration.zero, .seconds(-5), .seconds(Int64.max)] {
            let budget = RetryBudget(ratio: 0.2, minimumPerSecond: 1, window: window, clock: clock)
            budget.deposit()
            #expect(budget.balance > 0 && budget.balance < 100_000)
            clock.advance(by: .seconds(100_000))
            #expect(budget.balance < 100_000)
        }
    }

    @Test func nothingIsLostBetweenThreads() async {
        let budget = RetryBudget(ratio: 0.2, minimumPerSecond: 0, clock: clock)
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var retries = 0
                    for call in 0..<1_000 {
                        budget.deposit()
                        guard budget.withdraw() != nil else { continue }
                        if call % 3 == 0 { budget.giveBack() } else { retries += 1 }
                    }
                    return retries
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken > 0 && (budget.balance + Double(taken) - 1_600).magnitude < 1e-6)
    }
}
