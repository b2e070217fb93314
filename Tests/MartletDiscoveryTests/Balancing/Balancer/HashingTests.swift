import Martlet
import Testing

@testable import MartletDiscovery

struct HashingTests {
    private let random = BalancerRandom(seed: 4)

    private func owners<B: Balancer>(
        _ balancer: B,
        _ instances: [BalancedInstance],
        keys: Int = 20_000,
        attempt: Int = 1
    ) -> [String] {
        let picker = balancer.picker(for: instances, replacing: nil)
        return (0..<keys).map { key in
            let call = BalancerCall(key: UInt64(key), attempt: attempt, random: random, now: moment(0))
            return instances[picker.pick(for: call)].instance.id
        }
    }

    private func moved<B: Balancer>(_ balancer: B, _ before: [BalancedInstance], _ after: [BalancedInstance]) -> Double
    {
        let (old, new) = (owners(balancer, before), owners(balancer, after))
        return Double(zip(old, new).count { $0 != $1 }) / Double(old.count)
    }

    /// Fixed for ever: clients of different versions agree.
    @Test func hashesNeverChange() {
        #expect(StableHash.hash("") == StableHash.mix(0xCBF2_9CE4_8422_2325))
        #expect(StableHash.hash("a") == StableHash.mix(0xAF63_DC4C_8601_EC8C))
        #expect(StableHash.hash("foobar") == StableHash.mix(0x8594_4171_F739_67E8))
        #expect(StableHash.mix(0x9E37_79B9_7F4A_7C15) == 16_294_208_416_658_607_535)
        #expect(StableHash.hash("a", seed: 1) != StableHash.hash("a"))
    }

    @Test func sameKeySameInstance() {
        let set = instances(10)
        #expect(owners(RingHash(), set) == owners(RingHash(), set))
        #expect(owners(Maglev(), set) == owners(Maglev(), set))
        #expect(Set(owners(RingHash(), set)).count == 10)
    }

    @Test(arguments: [2, 3, 10, 100, 300])
    func ringMovesOnlyTheKeysOfTheOneThatLeft(count: Int) {
        let before = instances(count)
        var after = before
        let gone = after.remove(at: count / 2).instance.id
        let (old, new) = (owners(RingHash(), before), owners(RingHash(), after))
        let others = zip(old, new).count { $0 != $1 && $0 != gone }
        // At the bounds of the ring's size some more may move; away from them none.
        #expect(Double(others) <= (count < 10 ? 0.15 : 0) * 20_000, "\(others)")
        #expect(moved(RingHash(), before, after) < 1.6 / Double(count) + 0.002)
    }

    /// The mean and the common divisor of the weights change, the points of the others do not.
    @Test(arguments: [[1, 1, 1, 6], [2, 2, 1], [100, 100, 50], [3, 3, 3, 3, 100]])
    func ringMovesNoOtherKeysForAnotherWeight(weights: [Int]) {
        let balancer = RingHash(weightUnit: 1, minimumSize: 1, maximumSize: 262_144)
        let before = instances(weights: weights)
        let last = before[weights.count - 1].instance.id
        let old = owners(balancer, before)
        for after in [Array(before.dropLast()), instances(weights: weights.dropLast() + [weights[0] * 3])] {
            #expect(zip(old, owners(balancer, after)).count { $0 != $1 && $0 != last && $1 != last } == 0)
        }
    }

    @Test func largeWeightsHaveABoundedRing() {
        let three = instances(weights: [100, 100, 100])
        #expect(RingHash().picker(for: three, replacing: nil).size == 48_000)
        #expect(RingHash(weightUnit: 100).picker(for: three, replacing: nil).size == 1_920)
        let many = instances(weights: Array(repeating: 100, count: 100))
        #expect(RingHash().picker(for: many, replacing: nil).size == 200_000)
        #expect(RingHash(weightUnit: 100).picker(for: many, replacing: nil).size == 16_000)
        #expect(RingHash(weightUnit: .min).picker(for: many, replacing: nil).size == 200_000)
    }

    /// One pass over ten thousand, where each place was once a pass of its own.
    @Test func maglevSharesOutAmongManySmallAndFewLarge() {
        let set = instances(weights: Array(repeating: 1, count: 10_000) + [1_000_000, 500_000])
        let picker = Maglev(tableSize: 20_011).picker(for: set, replacing: nil)
        var counts = Array(repeating: 0, count: set.count)
        for owner in picker.owners { counts[Int(owner)] += 1 }
        #expect(counts.prefix(10_000).allSatisfy { $0 == 1 })
        #expect(counts[10_000] + counts[10_001] == picker.size - 10_000)
        #expect(abs(counts[10_000] - 2 * counts[10_001]) <= 3)
    }

    @Test(arguments: [3, 10, 100])
    func maglevMovesLittle(count: Int) {
        let before = instances(count)
        let moved = moved(Maglev(), before, Array(before.dropFirst()))
        #expect(moved < 1 / Double(count) + 0.1, "\(moved)")
        #expect(moved > 0.5 / Double(count))
    }

    @Test func maglevIsEven() {
        for count in [3, 10, 100, 600] {
            let picker = Maglev().picker(for: instances(count), replacing: nil)
            let counts = picker.counts(count * 10_000, of: count) { StableHash.mix(UInt64($0)) }
            // 1 % of the table, and what the number of keys leaves to chance: five standard deviations.
            #expect(counts.allSatisfy { abs($0 - 10_000) < 100 + 500 }, "\(counts.min() ?? 0) \(counts.max() ?? 0)")
        }
    }

    @Test func ringIsFairlyEven() {
        let picker = RingHash().picker(for: instances(100), replacing: nil)
        let counts = picker.counts(1_000_000, of: 100) { UInt64($0) }
        #expect(counts.allSatisfy { 7_000...13_500 ~= $0 }, "\(counts.min() ?? 0) \(counts.max() ?? 0)")
    }

    @Test func sharesFollowWeights() {
        let set = instances(weights: [1, 2, 4, 0])
        for counts in [
            RingHash(minimumSize: 16_384).picker(for: set, replacing: nil).counts(70_000, of: 4) { UInt64($0) },
            Maglev().picker(for: set, replacing: nil).counts(70_000, of: 4) { UInt64($0) },
            RingHash(minimumSize: 16_384).picker(for: set, replacing: nil).counts(70_000, of: 4),
            Maglev().picker(for: set, replacing: nil).counts(70_000, of: 4),
        ] {
            #expect(counts[3] == 0)
            for (count, expected) in zip(counts, [10_000, 20_000, 40_000]) {
                #expect(abs(count - expected) < expected / 10, "\(counts)")
            }
        }
    }

    @Test func ringSizeIsBounded() {
        #expect(RingHash().picker(for: instances(1), replacing: nil).size == 1_280)
        #expect(RingHash().picker(for: instances(1_000), replacing: nil).size == 160_000)
        #expect(RingHash().picker(for: instances(10_000), replacing: nil).size == 200_000)
        #expect(RingHash(minimumSize: 10, maximumSize: 20).picker(for: instances(10), replacing: nil).size == 10)
        #expect(RingHash(minimumSize: 10, maximumSize: 20).picker(for: instances(100), replacing: nil).size == 100)
        let skewed = RingHash().picker(for: instances(weights: [1_000_000, 1, 1]), replacing: nil)
        #expect(1_024...262_144 ~= skewed.size)
        #expect(RingHash(minimumSize: .min, maximumSize: .min).picker(for: instances(3), replacing: nil).size > 0)
    }

    @Test func tableIsAPrimeThatHoldsAll() {
        #expect(Maglev().picker(for: instances(3), replacing: nil).size == 65_537)
        #expect(Maglev(tableSize: 100).picker(for: instances(3), replacing: nil).size == 101)
        #expect(Maglev(tableSize: 2).picker(for: instances(90), replacing: nil).size == 97)
        #expect(Maglev(tableSize: .min).picker(for: instances(1), replacing: nil).size == 3)
        let many = Maglev(tableSize: 3).picker(for: instances(90), replacing: nil)
        let counts = many.counts(100_000, of: 90) { UInt64($0) }
        #expect(counts.allSatisfy { $0 > 0 })
    }

    @Test func attemptsGoToDifferentInstances() {
        let set = instances(5)
        for attempts in [
            (1...5).map { owners(RingHash(), set, keys: 500, attempt: $0) },
            (1...5).map { owners(Maglev(), set, keys: 500, attempt: $0) },
        ] {
            for key in 0..<500 { #expect(Set(attempts.map { $0[key] }).count == 5) }
        }
        #expect(owners(RingHash(), set, keys: 100, attempt: 6) == owners(RingHash(), set, keys: 100))
        let many = instances(20)
        #expect(owners(Maglev(), many, keys: 100, attempt: 9) == owners(Maglev(), many, keys: 100))
    }

    /// The second attempt is where the key goes when its instance has left.
    @Test func secondAttemptIsTheNextOwner() {
        let set = instances(10)
        let (first, second) = (owners(RingHash(), set, keys: 500), owners(RingHash(), set, keys: 500, attempt: 2))
        for key in 0..<500 where first[key] == set[4].instance.id {
            let rest = set.filter { $0.instance.id != first[key] }
            let call = BalancerCall(key: UInt64(key), random: random, now: moment(0))
            #expect(rest[RingHash().picker(for: rest, replacing: nil).pick(for: call)].instance.id == second[key])
        }
    }

    @Test func attemptsEndWhenOneOwnsNearlyAll() {
        let set = instances(weights: [1_000_000, 1, 1])
        for attempt in [-1, 0, 2, 3, 4, .max] {
            #expect(owners(RingHash(), set, keys: 100, attempt: attempt).count == 100)
        }
        let attempts = (1...3).map { owners(RingHash(), set, keys: 100, attempt: $0) }
        for key in 0..<100 { #expect(Set(attempts.map { $0[key] }).count == 3) }
    }
}
