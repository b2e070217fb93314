import Martlet
import MartletDiscovery
import MartletTesting
import Testing

/// What holds for every balancer, under sets, weights, zones and loads of any kind.
struct AnyPickerTests {
    private func check<B: Balancer>(_ balancer: B, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let random = BalancerRandom(seed: seed)
        var previous: B.Picker?
        var known: [Int: BalancedInstance] = [:]
        for round in 0..<6 {
            let numbers = Set(
                (0..<Int.random(in: 1...60, using: &generator)).map { _ in
                    Int.random(in: 0..<100, using: &generator)
                }
            )
            let set = numbers.sorted().map { number in
                let weight = generator.element(of: [0, 1, 1, 2, 100, 1_000_000, .max])
                let zone = generator.element(of: ["a", "b", "c", nil])
                let instance = instance(number, weight: weight, zone: zone)
                let balanced = BalancedInstance(instance.instance, load: known[number]?.load ?? InstanceLoad())
                known[number] = balanced
                return balanced
            }
            let picker = balancer.picker(for: set, replacing: previous)
            previous = picker
            for step in 0..<100 {
                let now = moment(round * 10_000 + step * Int.random(in: 0...100, using: &generator))
                let key = Bool.random(using: &generator) ? UInt64.random(in: .min ... .max, using: &generator) : nil
                let attempt = Int.random(in: -1...12, using: &generator)
                let index = picker.pick(for: BalancerCall(key: key, attempt: attempt, random: random, now: now))
                guard set.indices.contains(index) else {
                    Issue.record("\(B.self) picked \(index) of \(set.count), seed \(seed)")
                    return
                }
                set[index].load.begin(at: now)
                let outcome = generator.element(of: [CallOutcome.success, .failure, .ignored])
                let ended = now.advanced(by: .milliseconds(Int.random(in: 0...5_000, using: &generator)))
                if Bool.random(using: &generator) { set[index].load.end(began: now, at: ended, outcome) }
            }
        }
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func picksAreValid(seed: UInt64) {
        check(.roundRobin, seed: seed)
        check(.random, seed: seed)
        check(.weighted, seed: seed)
        check(.leastPending, seed: seed)
        check(.peakEWMA, seed: seed)
        check(.peakEWMA(decay: .zero), seed: seed)
        check(.ringHash(maximumSize: 4_096), seed: seed)
        check(.maglev(tableSize: 499), seed: seed)
        check(.zoneAware("a", then: .peakEWMA), seed: seed)
        check(.zoneAware("b", then: .ringHash(maximumSize: 2_048)), seed: seed)
        check(.subset(5, of: "ada", then: .weighted), seed: seed)
        check(.zoneAware(nil, then: .subset(3, of: "eve", then: .maglev(tableSize: 97))), seed: seed)
        check(.subset(20, of: "ada", then: .zoneAware("c", then: .leastPending)), seed: seed)
    }
}
