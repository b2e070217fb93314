import Martlet
import MartletDiscovery

/// Instances `i0`, `i1` and so on, in the order of their ids.
func instances(_ count: Int) -> [BalancedInstance] {
    instances(weights: Array(repeating: 1, count: count))
}

func instances(weights: [Int]) -> [BalancedInstance] {
    weights.enumerated().map { instance($0.offset, weight: $0.element) }
}

func instance(_ number: Int, weight: Int = 1, zone: String? = nil) -> BalancedInstance {
    let digits = String(number)
    let id = "i" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    return BalancedInstance(Instance(host: "10.0.0.1", port: 80, id: id, weight: weight, zone: zone))
}

/// A moment so many milliseconds after the first one of the test run.
func moment(_ milliseconds: Int) -> Timestamp {
    origin.advanced(by: .milliseconds(milliseconds))
}

private let origin = Timestamp.now

extension BalancerPicker {
    /// How often each of some instances is picked.
    func counts(
        _ picks: Int,
        of count: Int,
        random: BalancerRandom = BalancerRandom(seed: 1),
        key: ((Int) -> UInt64)? = nil
    ) -> [Int] {
        var counts = Array(repeating: 0, count: count)
        for number in 0..<picks {
            counts[pick(for: BalancerCall(key: key?(number), random: random, now: moment(0)))] += 1
        }
        return counts
    }
}
