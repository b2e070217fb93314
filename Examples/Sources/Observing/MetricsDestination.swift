public import ArgumentParser
public import MartletStatsD

/// Where metrics go.
public enum MetricsDestination: ExpressibleByArgument {
    /// A page of the admin port.
    case prometheus

    /// Datagrams to a server.
    case statsD(StatsDAddress, StatsDDialect)

    /// Reads `prometheus`, `statsd://HOST:PORT` or `dogstatsd://HOST:PORT`.
    public init?(argument: String) {
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
