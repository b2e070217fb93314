/// The delays between tries while a backend is away: doubled each time, with jitter, up to a limit.
///
/// Those of Go kit's connection manager: the first from one half to one and a half of the initial delay.
struct PushBackoff {
    private let initial: Duration
    private let maximum: Duration
    private var next: Duration

    init(initial: Duration, maximum: Duration) {
        self.initial = initial
        self.maximum = max(maximum, initial)
        next = initial
    }

    /// - Parameter random: From 0 up to 1.
    mutating func delay(random: Double) -> Duration {
        let delay = next * (0.5 + random)
        next = min(next * 2, maximum)
        return delay
    }

    mutating func reset() {
        next = initial
    }
}
