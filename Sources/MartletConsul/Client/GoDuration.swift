/// Durations as Consul reads them. Source: [ParseDuration](https://pkg.go.dev/time#ParseDuration).
enum GoDuration {
    /// Whole milliseconds: `1500ms`.
    static func text(_ duration: Duration) -> String {
        "\(milliseconds(duration))ms"
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        // A year is as good as for ever, and nothing overflows.
        let duration = min(max(duration, .zero), .seconds(366 * 86_400))
        return duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
