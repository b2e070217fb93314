import Testing

@testable import MartletZooKeeper

@Suite struct WakeUpsTests {
    /// A second at which to be woken up, or the number of a timer that went off.
    private enum Step {
        case want(Int)
        case wentOff(Int)
    }

    /// The number of the timer that is set, if one is, or whether it counts.
    private enum Outcome: Hashable {
        case set(Int)
        case isSet
        case counts
        case isStale
    }

    private func take(_ steps: [Step]) -> [Outcome] {
        var wakeUps = WakeUps()
        return steps.map { step in
            switch step {
            case .want(let second): wakeUps.want(at: .seconds(second)).map { .set($0) } ?? .isSet
            case .wentOff(let number): wakeUps.wentOff(number) ? .counts : .isStale
            }
        }
    }

    @Test("there is one timer, which goes off at the earliest time that is wanted")
    func earliest() {
        let outcomes = take([.want(10), .want(10), .want(11), .want(5), .want(6), .wentOff(2), .want(6)])
        #expect(outcomes == [.set(1), .isSet, .isSet, .set(2), .isSet, .counts, .set(3)])
    }

    @Test("one that went off as it was replaced does not count, and makes no other")
    func stale() {
        let outcomes = take([.want(10), .want(5), .wentOff(1), .want(5), .want(8), .wentOff(2), .want(8)])
        #expect(outcomes == [.set(1), .set(2), .isStale, .isSet, .isSet, .counts, .set(3)])
    }

    @Test("one goes off once")
    func once() {
        #expect(take([.want(1), .wentOff(1), .wentOff(1), .want(1)]) == [.set(1), .counts, .isStale, .set(2)])
        #expect(take([.wentOff(0), .want(1)]) == [.isStale, .set(1)])
    }
}
