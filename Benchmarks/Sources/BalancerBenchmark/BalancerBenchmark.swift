import BenchmarkSupport
import Dispatch
import Martlet
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
        try await measureEndpoint("round-robin", .roundRobin, measurement)
        try await measureEndpoint("peak-ewma", .peakEWMA, measurement)
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

    /// A whole call of a balanced endpoint with 1 000 instances that answer at once.
    private static func measureEndpoint(
        _ name: String,
        _ balancer: some Balancer,
        _ measurement: Measurement
    ) async throws {
        let instances = (0..<1_000).map { Instance(host: "10.0.0.1", port: 80, id: "i\($0)") }
        let endpoint = Endpoint<SumRequest, SumResponse>("sum", balancing: Instances(instances), by: balancer) { _ in
            Endpoint(remote: "sum", endsByDeadline: true) { SumResponse(v: $0.a &+ $0.b) }
        }
        try await measurement.run("\(name)-endpoint", endpoint)
    }
}
