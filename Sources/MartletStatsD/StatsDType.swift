/// What a server makes of the values of a timer or a recorder.
public struct StatsDType: Hashable, Sendable {
    /// The letters after the value.
    let letters: StaticLetters

    /// `ms`: a time in milliseconds, of which the server keeps count, mean, bounds and percentiles.
    public static let timing = StatsDType(letters: .timing)

    /// `h`: the same for any number. Not known to the first StatsD; Datadog's agent aggregates it on each host.
    public static let histogram = StatsDType(letters: .histogram)

    /// `d`: DogStatsD's distribution, of which Datadog keeps percentiles over all hosts.
    public static let distribution = StatsDType(letters: .distribution)

    /// The letters that there are.
    enum StaticLetters: String, Sendable {
        case timing = "ms"
        case histogram = "h"
        case distribution = "d"
    }
}
