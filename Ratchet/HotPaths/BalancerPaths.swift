import Martlet
import MartletDiscovery
import MartletTesting

/// Choices among a hundred instances, with the begin and the end of the call.
enum BalancerPaths {
    static func make() -> [HotPath] {
        [
            path("pick-round-robin", .roundRobin),
            path("pick-least-pending", .leastPending),
            path("pick-peak-ewma", .peakEWMA),
            path("pick-ring-hash", .ringHash),
            path("pick-maglev", .maglev),
        ]
    }

    private static func path(_ name: String, _ balancer: some Balancer) -> HotPath {
        let random = BalancerRandom(seed: 1)
        let calls = (0..<1_024 as Range<UInt64>).map {
            BalancerCall(key: $0, random: random, at: .milliseconds(20))
        }
        let instances = (0..<100).map { BalancedInstance(Instance(host: "10.0.0.1", port: 80, id: "i\($0)")) }
        let picker = balancer.picker(for: instances, replacing: nil)
        return HotPath(name) { count in
            for number in 0..<count {
                let load = instances[picker.pick(for: calls[number & 1_023])].load
                load.begin(at: .milliseconds(20))
                load.end(began: .milliseconds(20), at: .milliseconds(30))
            }
        }
    }
}
