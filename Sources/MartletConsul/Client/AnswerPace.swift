/// How fast one question may follow the other when answers come at once: the guard of the registry's processors.
///
/// Blocking queries pace themselves as long as nothing changes. When a registry changes all the time, or somebody on the
/// way does not let queries block, nothing else would.
struct AnswerPace {
    /// The time between the beginnings of two questions.
    private let interval: Duration

    /// The current time between them.
    private var current: Duration

    /// How many times longer it becomes while answers bring nothing new.
    private static let slowest = 16

    init(interval: Duration) {
        self.interval = max(interval, .milliseconds(1))
        current = self.interval
    }

    /// How long to wait before the next question.
    ///
    /// - Parameters:
    ///   - elapsed: The time since the last question.
    ///   - isNew: Whether its answer had something new.
    mutating func pause(after elapsed: Duration, isNew: Bool) -> Duration {
        current = isNew ? interval : min(current * 2, interval * Self.slowest)
        return max(.zero, current - elapsed)
    }
}
