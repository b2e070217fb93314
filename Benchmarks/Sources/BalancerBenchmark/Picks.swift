import BenchmarkSupport
import Dispatch
import MartletDiscovery
import MartletTesting

/// The cases of one number of instances. Half of them have twice the weight, so that no shortcut for equal weights helps.
struct Picks {
    enum Problem: Error {
        case wrongIndex
    }

    private let instances: [BalancedInstance]
    /// Made beforehand, so that only the picks are measured.
    private let calls: [BalancerCall]

    init(count: Int) {
        let random = BalancerRandom(seed: 1)
        calls = (0..<1_024 as Range<UInt64>).map { key in
            BalancerCall(key: key, random: random, at: .milliseconds(20))
        }
        instances = (0..<count).map { number in
            let zone = ["a", "b", "c"][number % 3]
            return BalancedInstance(
                Instance(host: "10.0.0.1", port: 80, id: "i\(number)", weight: 1 + number % 2, zone: zone)
            )
        }
    }

    /// Picks alone, picks with the begin and the end of a call, and both from two threads. Some tens of nanoseconds of the
    /// latter two are what moments of virtual time cost.
    func run<B: Balancer>(_ name: String, _ balancer: B, _ measurement: Measurement) async throws {
        let picker = balancer.picker(for: instances, replacing: nil)
        // A latency for each, so that averages are known.
        for (number, instance) in instances.enumerated() {
            instance.load.begin(at: .zero)
            instance.load.end(began: .zero, at: .milliseconds(10 + number % 7))
        }
        try await measurement.run("\(name)-\(instances.count)") { try pick(picker, $0) }
        try await measurement.run("\(name)-\(instances.count)-call") { call(picker, $0) }
        try await measurement.run("\(name)-\(instances.count)-2-threads") { count in
            DispatchQueue.concurrentPerform(iterations: 2) { _ in call(picker, count) }
        }
    }

    private func pick(_ picker: some BalancerPicker, _ count: Int) throws {
        var sum = 0
        for number in 0..<count {
            sum &+= picker.pick(for: calls[number & 1_023])
        }
        guard sum >= 0 else { throw Problem.wrongIndex }
    }

    private func call(_ picker: some BalancerPicker, _ count: Int) {
        for number in 0..<count {
            let load = instances[picker.pick(for: calls[number & 1_023])].load
            load.begin(at: .milliseconds(20))
            load.end(began: .milliseconds(20), at: .milliseconds(30))
        }
    }
}
