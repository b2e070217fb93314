import Martlet
import Testing

@testable import MartletDiscovery

/// The power of two choices.
struct ChoiceTests {
    private func call(_ seed: UInt64 = 1, at milliseconds: Int = 0) -> BalancerCall {
        BalancerCall(random: BalancerRandom(seed: seed), now: moment(milliseconds))
    }

    @Test func leastPendingTakesTheIdleOneOfTwo() {
        let instances = instances(2)
        let picker = LeastPending().picker(for: instances, replacing: nil)
        instances[0].load.begin(at: moment(0))
        #expect((0..<100).allSatisfy { picker.pick(for: call($0)) == 1 })
        instances[1].load.begin(at: moment(0))
        instances[1].load.begin(at: moment(0))
        #expect((0..<100).allSatisfy { picker.pick(for: call($0)) == 0 })
    }

    @Test func leastPendingIsEvenWhenAllAreIdle() {
        let picker = LeastPending().picker(for: instances(5), replacing: nil)
        #expect(picker.counts(50_000, of: 5).allSatisfy { abs($0 - 10_000) < 400 })
    }

    @Test func busiestOfAllIsNeverTaken() {
        let instances = instances(5)
        let picker = LeastPending().picker(for: instances, replacing: nil)
        instances[3].load.begin(at: moment(0))
        let counts = picker.counts(50_000, of: 5)
        #expect(counts[3] == 0)
        // Each other one wins against it, and half of the other pairs that it is in.
        #expect(counts.enumerated().allSatisfy { $0.offset == 3 || abs($0.element - 12_500) < 500 }, "\(counts)")
    }

    @Test func onlyOneIsTaken() {
        let one = instances(1)
        #expect(LeastPending().picker(for: one, replacing: nil).counts(10, of: 1) == [10])
        #expect(PeakEWMA().picker(for: one, replacing: nil).counts(10, of: 1) == [10])
    }

    @Test(arguments: [[3, 1], [1, 1, 2], [0, 1, 1]])
    func idleOnesAreDrawnByWeight(weights: [Int]) {
        let picker = LeastPending().picker(for: instances(weights: weights), replacing: nil)
        let counts = picker.counts(60_000, of: weights.count)
        let total = weights.reduce(0, +)
        for (count, weight) in zip(counts, weights) {
            #expect(abs(count - 60_000 * weight / total) < 600, "\(counts) for \(weights)")
        }
    }

    @Test func callsUnderWayCountPerWeight() {
        let instances = instances(weights: [4, 1])
        let picker = LeastPending().picker(for: instances, replacing: nil)
        for _ in 0..<3 { instances[0].load.begin(at: moment(0)) }
        instances[1].load.begin(at: moment(0))
        // 3/4 against 1/1: whenever the two are compared, the first wins.
        #expect(picker.counts(10_000, of: 2)[0] > 9_500)
        for _ in 0..<2 { instances[0].load.begin(at: moment(0)) }
        // 5/4 against 1/1: the second wins, when it is drawn.
        #expect(picker.counts(10_000, of: 2)[1] > 4_000)
    }

    @Test func peakEWMATakesTheFasterOne() {
        let instances = instances(2)
        let picker = PeakEWMA().picker(for: instances, replacing: nil)
        for (instance, latency) in zip(instances, [20, 30]) {
            instance.load.begin(at: moment(0))
            instance.load.end(began: moment(0), at: moment(latency), .success)
        }
        #expect((0..<100).allSatisfy { picker.pick(for: call($0, at: 30)) == 0 })
        // 20 ms twice is more than 30 ms once.
        instances[0].load.begin(at: moment(30))
        #expect((0..<100).allSatisfy { picker.pick(for: call($0, at: 30)) == 1 })
    }

    @Test func peakEWMATriesWhatIsNew() {
        let instances = instances(2)
        let picker = PeakEWMA().picker(for: instances, replacing: nil)
        instances[0].load.begin(at: moment(0))
        instances[0].load.end(began: moment(0), at: moment(1), .success)
        let tries = (0..<1_000).count { picker.pick(for: call($0, at: 1)) == 1 }
        #expect(400...600 ~= tries, "\(tries)")
        instances[1].load.begin(at: moment(1))
        #expect((0..<100).allSatisfy { picker.pick(for: call($0, at: 1)) == 0 })
    }

    @Test func decayIsTheOneGiven() {
        let instances = instances(2)
        let picker = PeakEWMA(decay: .seconds(1)).picker(for: instances, replacing: nil)
        for (instance, latency) in zip(instances, [1_000, 10]) {
            instance.load.begin(at: moment(0))
            instance.load.end(began: moment(0), at: moment(latency), .success)
        }
        instances[1].load.begin(at: moment(5_900))
        instances[1].load.end(began: moment(5_900), at: moment(5_910), .success)
        #expect(picker.pick(for: call(at: 5_000)) == 1)
        // 1 s is 7 ms after five time constants.
        #expect(picker.pick(for: call(at: 6_000)) == 0)
    }
}
