import Martlet
import MartletDiscovery
import Testing

struct RoundRobinTests {
    private let random = BalancerRandom(seed: 1)

    /// Inventory, section 14.
    @Test func stepByStep() {
        let picker = RoundRobin(startingAt: 0).picker(for: instances(3), replacing: nil)
        var counts = [0, 0, 0]
        let steps = (0..<7).map { _ in
            counts[picker.pick(for: BalancerCall(random: random, now: moment(0)))] += 1
            return counts
        }
        #expect(
            steps == [[1, 0, 0], [1, 1, 0], [1, 1, 1], [2, 1, 1], [2, 2, 1], [2, 2, 2], [3, 2, 2]]
        )
    }

    /// Inventory, section 14: no race, and no turn is lost or taken twice.
    @Test func hundredPickAtTheSameTime() async {
        let picker = RoundRobin(startingAt: 0).picker(for: instances(3), replacing: nil)
        let counts = await withTaskGroup(of: [Int].self) { group in
            for _ in 0..<100 {
                group.addTask { picker.counts(3_000, of: 3) }
            }
            return await group.reduce([0, 0, 0]) { zip($0, $1).map { $0 + $1 } }
        }
        #expect(counts == [100_000, 100_000, 100_000])
    }

    @Test func countsOnWhenTheSetChanges() {
        let first = RoundRobin(startingAt: 0).picker(for: instances(3), replacing: nil)
        _ = first.counts(4, of: 3)
        let second = RoundRobin(startingAt: 0).picker(for: instances(5), replacing: first)
        #expect(second.pick(for: BalancerCall(random: random, now: moment(0))) == 4)
    }

    @Test func eachEndpointCountsByItself() {
        let first = RoundRobin(startingAt: 0).picker(for: instances(3), replacing: nil)
        _ = first.counts(1, of: 3)
        let second = RoundRobin(startingAt: 0).picker(for: instances(3), replacing: nil)
        #expect(second.pick(for: BalancerCall(random: random, now: moment(0))) == 0)
    }

    @Test func processesBeginAtDifferentPlaces() {
        let places = Set(
            (0..<50).map { seed in
                RoundRobin().picker(for: instances(100), replacing: nil)
                    .pick(for: BalancerCall(random: BalancerRandom(seed: seed), now: moment(0)))
            }
        )
        #expect(places.count > 30)
    }

    @Test func goesRoundFromAnywhere() {
        for seed in 0..<20 as Range<UInt64> {
            let picker = RoundRobin().picker(for: instances(5), replacing: nil)
            let random = BalancerRandom(seed: seed)
            let picks = (0..<12).map { _ in picker.pick(for: BalancerCall(random: random, now: moment(0))) }
            #expect(zip(picks, picks.dropFirst()).allSatisfy { $1 == ($0 + 1) % 5 }, "\(picks)")
        }
    }

    @Test func oddBeginnings() {
        #expect(RoundRobin(startingAt: -3).picker(for: instances(3), replacing: nil).counts(1, of: 3) == [1, 0, 0])
        #expect(RoundRobin(startingAt: .max).picker(for: instances(1), replacing: nil).counts(9, of: 1) == [9])
    }
}
