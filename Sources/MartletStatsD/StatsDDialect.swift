/// What a server understands.
public struct StatsDDialect: Hashable, Sendable {
    enum Kind: Sendable {
        case statsD
        case dogStatsD
        case influxStatsD
    }

    let kind: Kind

    /// StatsD, as its first server and collectd read it: no labels, so those of a metric become parts of its name,
    /// `requests.method.GET:1|c`. Recorders are sent as timings.
    ///
    /// Source: https://github.com/statsd/statsd/blob/master/docs/metric_types.md
    public static let statsD = StatsDDialect(kind: .statsD)

    /// DogStatsD, of Datadog's agent: labels are tags at the end, `requests:1|c|#method:GET`; distributions, events and
    /// service checks.
    ///
    /// Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
    public static let dogStatsD = StatsDDialect(kind: .dogStatsD)

    /// StatsD as Telegraf reads it: labels are tags in the name, `requests,method=GET:1|c`.
    ///
    /// Source: https://github.com/influxdata/telegraf/tree/master/plugins/inputs/statsd
    public static let influxStatsD = StatsDDialect(kind: .influxStatsD)

    /// What a recorder is unless something else is chosen.
    var histogramType: StatsDType { kind == .statsD ? .timing : .histogram }

    /// Whether `-5|g` takes 5 away from a gauge, so that it must be set to 0 before.
    var readsSignsAsChanges: Bool { kind != .dogStatsD }
}
