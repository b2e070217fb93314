/// Which calls expire when: what a ``DeadlineTimer`` knows, as a value.
///
/// All calls of one timer get the same time, so they expire in the order in which they came, and a list is enough.
struct TimerQueue<Call> {
    typealias Instant = ContinuousClock.Instant
    typealias Handle = LinkedSlots<Entry>.Handle

    struct Entry {
        let deadline: Instant
        let call: Call
    }

    /// What to do when the time has moved.
    enum Action {
        /// End these calls, and come back at that time.
        case expire([Call], next: Instant)

        /// End these calls; there are no others, and nobody comes back unless ``schedule(_:at:)`` says so.
        case stop([Call])
    }

    private var entries = LinkedSlots<Entry>()
    private var isDriven = false

    /// Adds a call.
    ///
    /// - Returns: Its handle, and whether somebody must begin to ask for ``advance(to:)``.
    mutating func schedule(_ call: Call, at deadline: Instant) -> (handle: Handle, startsDriver: Bool) {
        let handle = entries.append(Entry(deadline: deadline, call: call))
        defer { isDriven = true }
        return (handle, !isDriven)
    }

    /// Forgets a call that has ended; of no effect when it has expired.
    mutating func remove(_ handle: Handle, of call: Call) where Call: AnyObject {
        guard entries[handle]?.call === call else { return }
        _ = entries.remove(handle)
    }

    mutating func advance(to now: Instant) -> Action {
        var expired: [Call] = []
        while let first = entries.first, let entry = entries[first] {
            guard entry.deadline <= now else { return .expire(expired, next: entry.deadline) }
            expired.append(entry.call)
            _ = entries.remove(first)
        }
        isDriven = false
        return .stop(expired)
    }
}
