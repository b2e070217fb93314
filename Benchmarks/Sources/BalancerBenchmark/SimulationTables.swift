import MartletDiscovery
import MartletTesting

/// The tables of the article "Balancing", in Markdown.
struct SimulationTables {
    private struct Row {
        let name: String
        let run: (BalancerSimulation) -> SimulationResult
    }

    private let sizes = [10, 100, 1_000, 10_000]
    private let rows = [
        Row(name: "`.roundRobin`") { $0.run(.roundRobin) },
        Row(name: "`.random`") { $0.run(.random) },
        Row(name: "`.weighted`") { $0.run(.weighted) },
        Row(name: "`.leastPending`") { $0.run(.leastPending) },
        Row(name: "`.peakEWMA`") { $0.run(.peakEWMA) },
        Row(name: "`.ringHash`") { $0.run(.ringHash) },
        Row(name: "`.maglev`") { $0.run(.maglev) },
        Row(name: "`.subset(50, then: .peakEWMA)`") { simulation in
            simulation.run { .subset(50, of: "client-\($0)", then: .peakEWMA) }
        },
    ]

    /// Prints a table for each scenario.
    ///
    /// - Parameter names: The names of scenarios; all of them when it is empty.
    func print(_ names: [String] = []) {
        for scenario in SimulationScenario.all where names.isEmpty || names.contains(scenario.name) {
            Swift.print("### \(scenario.name)\n")
            Swift.print(
                "| balancer | instances | p50 ms | p99 ms | failed % | affected ÷ fair | max ÷ mean | deviation |"
            )
            Swift.print("|---|---|---|---|---|---|---|---|")
            for row in rows {
                for size in sizes {
                    var simulation = BalancerSimulation(instances: size, scenario: scenario)
                    // As many calls as give steady figures, and no more than memory holds.
                    simulation.duration = size >= 10_000 ? .seconds(10) : .seconds(60)
                    // Fleets grow together.
                    simulation.clients = min(size, 100)
                    Swift.print(line(row.name, size, row.run(simulation)))
                }
            }
            Swift.print("")
        }
    }

    private func line(_ name: String, _ size: Int, _ result: SimulationResult) -> String {
        let cells = [
            name, "\(size)", milliseconds(result.p50), milliseconds(result.p99), rounded(result.failureRate * 100, 100),
            result.affectedLoad.map { rounded($0, 100) } ?? "", rounded(result.maximumLoad, 100),
            rounded(result.loadDeviation, 100),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private func milliseconds(_ duration: Duration) -> String {
        "\(Int((duration / .milliseconds(1)).rounded()))"
    }

    private func rounded(_ value: Double, _ scale: Double) -> String {
        "\((value * scale).rounded() / scale)"
    }
}
