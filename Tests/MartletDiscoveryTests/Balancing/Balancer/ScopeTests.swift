import Martlet
import MartletDiscovery
import Testing

struct ScopeTests {
    /// Instances of zones, in this order.
    private func zones(_ counts: KeyValuePairs<String?, Int>, weight: Int = 1) -> [BalancedInstance] {
        counts.flatMap { Array(repeating: $0.key, count: $0.value) }.enumerated()
            .map { instance($0.offset, weight: weight, zone: $0.element) }
    }

    private func shares<B: Balancer>(_ balancer: B, _ set: [BalancedInstance]) -> [String: Double] {
        let counts = balancer.picker(for: set, replacing: nil).counts(30_000, of: set.count)
        return zip(set, counts).reduce(into: [:]) {
            $0[$1.0.instance.zone ?? "-", default: 0] += Double($1.1) / 300
        }.filter { $0.value > 0 }.mapValues { $0.rounded() }
    }

    @Test func staysAtHomeWhenThereIsRoom() {
        let set = zones(["a": 10, "b": 10, "c": 5])
        #expect(shares(.zoneAware("a", then: .random), set) == ["a": 100])
    }

    /// A fifth of the capacity for a third of the calls: three fifths stay, and with the tolerance 72 %.
    @Test func spillsInProportionToRoom() {
        let set = zones(["a": 20, "b": 50, "c": 30])
        let exact = shares(.zoneAware("a", tolerance: 0, then: .random), set)
        #expect(abs((exact["a"] ?? 0) - 60) < 1.5)
        // b has 50 − 33.3 beyond its own needs, c nothing.
        #expect(abs((exact["b"] ?? 0) - 40) < 1.5)
        #expect(exact["c"] == nil)
        let tolerant = shares(.zoneAware("a", then: .random), set)
        #expect(abs((tolerant["a"] ?? 0) - 72) < 1.5)
    }

    /// Every instance gets the same load when each zone's clients call as much: the aim of it all.
    @Test(arguments: [[2, 5, 5], [3, 3, 3], [2, 2, 20], [4, 9, 17]])
    func allInstancesGetTheSame(counts: [Int]) {
        let names = ["a", "b", "c"]
        let set = zones(["a": counts[0], "b": counts[1], "c": counts[2]])
        var total = Array(repeating: 0, count: set.count)
        for name in names {
            let picker = ZoneAware(name, tolerance: 0, then: .random).picker(for: set, replacing: nil)
            total = zip(total, picker.counts(100_000, of: set.count, random: BalancerRandom(seed: 2))).map { $0 + $1 }
        }
        let mean = 300_000 / set.count
        #expect(total.allSatisfy { abs($0 - mean) < mean / 10 }, "\(total)")
    }

    @Test func weightsAreCapacity() {
        let small = [instance(0, weight: 1, zone: "a"), instance(1, weight: 1, zone: "a")]
        let large = [instance(2, weight: 3, zone: "b"), instance(3, weight: 3, zone: "b")]
        let shares = shares(.zoneAware("a", tolerance: 0, then: .random), small + large)
        #expect(abs((shares["a"] ?? 0) - 50) < 1.5)
    }

    @Test func goesAnywhereWithoutEnoughInstances() {
        let set = zones(["a": 1, "b": 1, "c": 2])
        for zone in ["a", "z", nil] {
            let shares = shares(.zoneAware(zone, then: .random), set)
            #expect(abs((shares["c"] ?? 0) - 50) < 1.5)
            #expect(abs((shares["a"] ?? 0) - 25) < 1.5)
        }
        let even = zones(["a": 1, "b": 1])
        #expect(shares(.zoneAware("a", minimumInstances: 1, then: .random), even) == ["a": 100])
    }

    @Test func instancesWithoutAZoneHelpOut() {
        let set = zones(["a": 2, "b": 4, nil: 2])
        let shares = shares(.zoneAware("a", tolerance: 0, then: .random), set)
        // Half of a's calls fit; without a zone there are 25 % of the capacity, b has none to spare.
        #expect(shares.keys.sorted() == ["-", "a"] && abs((shares["a"] ?? 0) - 50) < 1.5)
    }

    @Test func oneZoneForAllKeepsAll() {
        #expect(shares(.zoneAware("a", then: .random), zones(["a": 3])) == ["a": 100])
        #expect(shares(.zoneAware("a", tolerance: .nan, then: .random), zones(["a": 3, nil: 3])).keys.contains("a"))
        let allNought = zones(["a": 2, "b": 2], weight: 0)
        #expect(shares(.zoneAware("a", then: .random), allNought) == ["a": 100])
    }

    @Test func keyStaysInItsZone() {
        let set = zones(["a": 20, "b": 50, "c": 30])
        let picker = ZoneAware("a", then: .ringHash).picker(for: set, replacing: nil)
        let random = BalancerRandom(seed: 1)
        for key in 0..<200 as Range<UInt64> {
            let picks = (0..<5).map { _ in picker.pick(for: BalancerCall(key: key, random: random, now: moment(0))) }
            #expect(Set(picks).count == 1)
        }
        let counts = picker.counts(50_000, of: set.count) { UInt64($0) }
        #expect(counts.allSatisfy { $0 > 0 || counts.count > 70 })
        #expect(abs(counts[..<20].reduce(0, +) - 36_000) < 700)
    }

    @Test func zonesGoOnWhereTheyWere() {
        let set = zones(["a": 3, "b": 3])
        let first = ZoneAware("a", then: RoundRobin(startingAt: 0)).picker(for: set, replacing: nil)
        _ = first.counts(1, of: 6)
        let second = ZoneAware("a", then: RoundRobin(startingAt: 0)).picker(for: set, replacing: first)
        #expect(second.counts(1, of: 6) == [0, 1, 0, 0, 0, 0])
    }

    private func subset(_ client: String, _ size: Int, of set: [BalancedInstance]) -> Set<String> {
        let counts = Subset(size, of: client, then: .roundRobin).picker(for: set, replacing: nil)
            .counts(max(1, size) * 2, of: set.count)
        return Set(zip(set, counts).filter { $0.1 > 0 }.map(\.0.instance.id))
    }

    @Test func subsetIsTheSameForAClient() {
        let set = instances(100)
        #expect(subset("ada", 10, of: set).count == 10)
        #expect(subset("ada", 10, of: set) == subset("ada", 10, of: set))
        #expect(subset("ada", 10, of: set) != subset("eve", 10, of: set))
        #expect(subset("ada", 10, of: instances(7)).count == 7)
        #expect(subset("ada", 0, of: set).count == 1)
    }

    @Test func subsetChangesByOneAtMost() {
        let set = instances(100)
        let before = subset("ada", 10, of: set)
        for gone in set.indices {
            var rest = set
            let id = rest.remove(at: gone).instance.id
            #expect(before.subtracting(subset("ada", 10, of: rest)) == (before.contains(id) ? [id] : []))
        }
    }

    /// 4 000 clients of 25 of 500 instances: 200 clients each, give or take what chance does.
    @Test func subsetsSpreadOverInstances() {
        let set = instances(100)
        var clients: [String: Int] = [:]
        for client in 0..<800 {
            for id in subset("client-\(client)", 25, of: set) { clients[id, default: 0] += 1 }
        }
        #expect(clients.count == 100)
        #expect(clients.values.allSatisfy { 140...260 ~= $0 }, "\(clients.values.sorted())")
        let variance = clients.values.reduce(0) { $0 + ($1 - 200) * ($1 - 200) } / 100
        #expect(variance < 260)
    }

    @Test func weightNoughtIsForTheLast() {
        let set = instances(weights: [0, 1, 0, 1, 0, 1])
        for client in ["a", "b", "c", "d"] {
            #expect(subset(client, 3, of: set) == ["i000001", "i000003", "i000005"])
            #expect(subset(client, 4, of: set).count == 4)
        }
    }

    @Test func scopesNest() {
        let set = zones(["a": 50, "b": 50])
        let picker = ZoneAware("a", then: Subset(5, of: "ada", then: LeastPending())).picker(for: set, replacing: nil)
        let counts = picker.counts(1_000, of: 100)
        #expect(counts.count { $0 > 0 } == 5)
        #expect(counts[50...].allSatisfy { $0 == 0 })
    }
}
