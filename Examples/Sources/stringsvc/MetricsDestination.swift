import ArgumentParser
import MartletStatsD

/// Where metrics go.
enum MetricsDestination: ExpressibleByArgument {
    case prometheus
    case statsD(StatsDAddress, StatsDDialect)

    init?(argument: String) {
        if argument == "prometheus" {
            self = .prometheus
            return
        }
        let parts = argument.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, let address = StatsDAddress("udp://\(parts[1])") else { return nil }
        switch parts[0] {
        case "statsd": self = .statsD(address, .statsD)
        case "dogstatsd": self = .statsD(address, .dogStatsD)
        default: return nil
        }
    }
}
