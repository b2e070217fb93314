import Martlet
import MartletDiscovery
import Testing

struct WeightedRoundRobinTests {
    @Test(arguments: [[1, 1, 1], [3, 1], [5, 0, 5], [1, 2, 3, 4, 5, 6, 7], [1_000_000, 1, 500_000]])
    func sharesFollowWeights(weights: [Int]) {
        let picker = WeightedRoundRobin().picker(for: instances(weights: weights), replacing: nil)
        let total = weights.reduce(0, +)
        let counts = picker.counts(100_000, of: weights.count)
        for (count, weight) in zip(counts, weights) {
            #expect(abs(Double(count) - 100_000 * Double(weight) / Double(total)) < 12, "\(counts) for \(weights)")
        }
    }

    /// What makes it better than a draw by weight: no long runs, and shares are right over any stretch.
    @Test func anyStretchIsInProportion() {
        let picker = WeightedRoundRobin().picker(for: instances(weights: [3, 1]), replacing: nil)
        let random = BalancerRandom(seed: 3)
        let picks = (0..<4_000).map { _ in picker.pick(for: BalancerCall(random: random, now: moment(0))) }
        for start in stride(from: 0, to: 3_960, by: 7) {
            let count = picks[start..<start + 40].count { $0 == 1 }
            #expect(8...12 ~= count, "\(count) of 40 from \(start)")
        }
    }

    @Test func weightNoughtIsForTheLast() {
        let some = WeightedRoundRobin().picker(for: instances(weights: [0, 1, 0]), replacing: nil)
        #expect(some.counts(1_000, of: 3) == [0, 1_000, 0])
        let none = WeightedRoundRobin().picker(for: instances(weights: [0, 0]), replacing: nil)
        #expect(none.counts(1_000, of: 2).allSatisfy { abs($0 - 500) < 5 })
    }

    @Test func weightsBeyondTheBoundCountAsTheBound() {
        let picker = WeightedRoundRobin().picker(for: instances(weights: [.max, 1_000_000]), replacing: nil)
        #expect(picker.counts(1_000, of: 2).allSatisfy { abs($0 - 500) < 5 })
    }

    @Test func goesOnWhenTheSetChanges() {
        let random = BalancerRandom(seed: 9)
        func picks(_ picker: WeightedRoundRobin.Picker, _ count: Int) -> [Int] {
            (0..<count).map { _ in picker.pick(for: BalancerCall(random: random, now: moment(0))) }
        }
        let first = WeightedRoundRobin().picker(for: instances(weights: [1, 1]), replacing: nil)
        let before = picks(first, 1)
        let second = WeightedRoundRobin().picker(for: instances(weights: [1, 1]), replacing: first)
        // Two that are alike take turns, also across the change, but for rare repetitions.
        #expect(picks(second, 1) != before)
    }

    @Test func processesBeginAtDifferentPlaces() {
        let places = Set(
            (0..<50).map { seed in
                WeightedRoundRobin().picker(for: instances(100), replacing: nil)
                    .pick(for: BalancerCall(random: BalancerRandom(seed: seed), now: moment(0)))
            }
        )
        #expect(places.count > 30)
    }
}
