/// How often each message has come in the current interval: what ``LogSampling`` decides by.
struct SampleCounter<Key: Hashable & Sendable>: Sendable {
    private let first: Int
    private let thereafter: Int
    private let interval: Duration
    private let maximumKeys: Int
    private var counts: [Key: Int] = [:]
    private var end: ContinuousClock.Instant?

    init(first: Int, thereafter: Int, interval: Duration, maximumKeys: Int) {
        self.first = max(first, 0)
        self.thereafter = max(thereafter, 0)
        self.interval = interval
        self.maximumKeys = max(maximumKeys, 1)
    }

    /// Whether a line passes. A message for which there is no place passes: what is rare must not be lost.
    mutating func passes(_ key: Key, at now: ContinuousClock.Instant) -> Bool {
        if end.map({ now >= $0 }) ?? true {
            counts.removeAll(keepingCapacity: true)
            end = now + interval
        }
        guard counts[key] != nil || counts.count < maximumKeys else { return true }
        let count = counts[key, default: 0] + 1
        counts[key] = count
        if count <= first { return true }
        return thereafter > 0 && (count - first) % thereafter == 0
    }
}
