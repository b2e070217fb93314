/// What a push knows between two steps.
struct PushState<Payload, Instant: InstantProtocol<Duration>> {
    var queue: PayloadQueue<Payload>
    var backoff: PushBackoff

    /// When the backend is tried again after a failure; `nil` for at once.
    var nextTry: Instant?
    private var nextTick: Instant

    init(_ options: MetricsPushOptions, firstTick: Instant) {
        queue = PayloadQueue(maximumPayloads: options.maximumPayloads, maximumBytes: options.maximumBytes)
        backoff = PushBackoff(initial: options.initialBackoff, maximum: options.maximumBackoff)
        nextTick = firstTick
    }

    /// When there is something to do again.
    var wake: Instant {
        guard let nextTry, queue.count > 0 else { return nextTick }
        return min(nextTry, nextTick)
    }

    func canTry(at now: Instant) -> Bool {
        nextTry.map { now >= $0 } ?? true
    }

    /// Whether an interval has ended. Those that nobody was there for are one.
    mutating func isTick(at now: Instant, every interval: Duration) -> Bool {
        guard now >= nextTick else { return false }
        nextTick = nextTick.advanced(by: interval)
        if nextTick <= now { nextTick = now.advanced(by: interval) }
        return true
    }
}
