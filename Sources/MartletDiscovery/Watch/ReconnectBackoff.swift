/// Random delays that grow: decorrelated jitter, from
/// [Exponential Backoff And Jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
struct ReconnectBackoff {
    private let minimum: Duration
    private let maximum: Duration
    private var last: Duration

    init(minimum: Duration, maximum: Duration) {
        self.minimum = max(minimum, .milliseconds(1))
        self.maximum = max(maximum, self.minimum)
        last = self.minimum
    }

    /// The next delay.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let upper = min(last * 3, maximum)
        last = minimum + (upper - minimum) * Double.random(in: 0...1, using: &generator)
        return last
    }

    /// An attempt has ended that was successful for a while. After a long while the delays begin anew; something that
    /// works for a moment and fails again, for ever, must not be tried ten times a second.
    mutating func succeeded(for duration: Duration) {
        if duration >= Self.stability { last = minimum }
    }

    private static var stability: Duration { .seconds(10) }
}
