import MartletTesting
import Testing

@testable import Martlet

@Suite struct WaitingListTests {
    private var list = WaitingList<String>()

    private func at(_ nanoseconds: Int64) -> Timestamp { Timestamp(nanoseconds: nanoseconds) }

    @Test func emptyList() {
        var list = list
        #expect(list.isEmpty)
        #expect(list.oldestArrival == nil)
        #expect(list.lowestPriority == nil)
        #expect(list.popFirst() == nil)
        #expect(list.popLowest() == nil)
    }

    @Test func firstInFirstOutWithinAPriority() {
        var list = list
        for name in ["a", "b", "c"] { _ = list.append(name, priority: .normal, at: at(0)) }
        #expect([list.popFirst(), list.popFirst(), list.popFirst(), list.popFirst()] == ["a", "b", "c", nil])
    }

    @Test func higherPrioritiesFirst() {
        var list = list
        _ = list.append("normal", priority: .normal, at: at(0))
        _ = list.append("critical", priority: .critical, at: at(1))
        _ = list.append("background", priority: .background, at: at(2))
        _ = list.append("between", priority: RequestPriority(rawValue: 5), at: at(3))
        _ = list.append("normal 2", priority: .normal, at: at(4))
        #expect(list.count == 5)
        var order: [String] = []
        while let next = list.popFirst() { order.append(next) }
        #expect(order == ["between", "critical", "normal", "normal 2", "background"])
        #expect(list.isEmpty)
    }

    @Test func lowestAndThereTheOldest() {
        var list = list
        _ = list.append("high", priority: .high, at: at(0))
        _ = list.append("low 1", priority: .low, at: at(1))
        _ = list.append("low 2", priority: .low, at: at(2))
        #expect(list.lowestPriority == .low)
        #expect(list.popLowest() == "low 1")
        #expect(list.popLowest() == "low 2")
        #expect(list.lowestPriority == .high)
        #expect(list.popLowest() == "high")
        #expect(list.isEmpty)
    }

    @Test func oldestOfAllLevels() {
        var list = list
        _ = list.append("high", priority: .high, at: at(5))
        let low = list.append("low", priority: .low, at: at(3))
        _ = list.append("low", priority: .low, at: at(9))
        #expect(list.oldestArrival == at(3))
        #expect(list.remove(low) == "low")
        #expect(list.oldestArrival == at(5))
        #expect(list.popFirst() == "high")
        #expect(list.oldestArrival == at(9))
    }

    @Test func countsWhoIsServedBefore() {
        var list = list
        _ = list.append("high", priority: .high, at: at(0))
        _ = list.append("normal", priority: .normal, at: at(0))
        _ = list.append("normal", priority: .normal, at: at(0))
        _ = list.append("low", priority: .low, at: at(0))
        #expect(list.count(before: .critical) == 0)
        #expect(list.count(before: .high) == 1)
        #expect(list.count(before: .normal) == 3)
        #expect(list.count(before: .background) == 4)
    }

    @Test func aTicketIsGoodOnce() {
        var list = list
        let first = list.append("a", priority: .normal, at: at(0))
        #expect(list.remove(first) == "a")
        // The slot is used again.
        let second = list.append("b", priority: .normal, at: at(0))
        #expect(list.remove(first) == nil)
        #expect(list.count == 1)
        #expect(list.popFirst() == "b")
        #expect(list.remove(second) == nil)
        #expect(list.isEmpty)
    }

    @Test func leavingTheMiddleKeepsTheOrder() {
        var list = list
        let tickets = ["a", "b", "c", "d"].map { list.append($0, priority: .normal, at: at(0)) }
        #expect(list.remove(tickets[1]) == "b")
        #expect(list.remove(tickets[0]) == "a")
        #expect(list.popFirst() == "c")
        #expect(list.popFirst() == "d")
    }
}
