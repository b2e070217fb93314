import BenchmarkSupport
import Dispatch
import MartletDiscovery
import MartletTesting

/// What a pick costs, by the number of instances; and, with the argument `simulation`, the tables of the article
/// "Balancing", all of them or those of the scenarios that are named after it.
@main
struct BalancerBenchmark {
    static func main() {
        // Off the main actor, where awaiting anything costs a hop.
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                let arguments = CommandLine.arguments.dropFirst()
                if arguments.first == "simulation" {
                    SimulationTables().print(Array(arguments.dropFirst()))
                } else {
                    try await measure()
                }
            } catch {
                print("failed: \(error)")
            }
            done.signal()
        }
        done.wait()
    }

    static func measure() async throws {
        let measurement = Measurement()
        for count in [10, 1_000, 10_000] {
            let cases = Picks(count: count)
            try await cases.run("round-robin", .roundRobin, measurement)
            try await cases.run("random", .random, measurement)
            try await cases.run("weighted", .weighted, measurement)
            try await cases.run("least-pending", .leastPending, measurement)
            try await cases.run("peak-ewma", .peakEWMA, measurement)
            try await cases.run("ring-hash", .ringHash, measurement)
            try await cases.run("maglev", .maglev, measurement)
            try await cases.run("zone-aware-peak-ewma", .zoneAware("a", then: .peakEWMA), measurement)
            try await cases.run("subset-peak-ewma", .subset(50, of: "me", then: .peakEWMA), measurement)
        }
    }
}
