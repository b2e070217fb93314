/// Which calls expire when: what a ``DeadlineTimer`` knows, as a value.
///
/// Somebody who sleeps drives it. Calls mostly come in the order in which they expire, and the driver sleeps until the first
/// of them does. One that comes late with an early deadline, since it was busy in between, needs a driver that comes
/// earlier; the other one then finds that it is not waited for and goes.
struct TimerQueue<Call> {
    typealias Instant = ContinuousClock.Instant
    typealias Handle = LinkedSlots<Entry>.Handle

    struct Entry {
        let deadline: Instant
        let call: Call
    }

    /// What a driver does when the time has moved.
    enum Action {
        /// End these calls, and come back at that time.
        case expire([Call], next: Instant)

        /// End these calls and go.
        case stop([Call])
    }

    /// By deadline, and among equal deadlines by arrival.
    private var entries = LinkedSlots<Entry>()

    /// When a driver comes next; `nil` when none does.
    private var nextVisit: Instant?

    /// Adds a call.
    ///
    /// - Returns: Its handle, and whether a driver must be sent, to come at this deadline.
    mutating func schedule(_ call: Call, at deadline: Instant) -> (handle: Handle, startsDriver: Bool) {
        let handle = entries.insert(Entry(deadline: deadline, call: call)) { $0.deadline < $1.deadline }
        let isInTime = nextVisit.map { $0 <= deadline } ?? false
        if !isInTime { nextVisit = deadline }
        return (handle, !isInTime)
    }

    /// Forgets a call that has ended; of no effect when it has expired.
    mutating func remove(_ handle: Handle, of call: Call) where Call: AnyObject {
        guard entries[handle]?.call === call else { return }
        _ = entries.remove(handle)
    }

    /// To be asked by a driver.
    ///
    /// - Parameters:
    ///   - now: The time, which may be earlier than what the driver has slept for.
    ///   - visit: When the driver was to come.
    mutating func advance(to now: Instant, visit: Instant) -> Action {
        guard visit == nextVisit else { return .stop([]) }
        var expired: [Call] = []
        while let first = entries.first, let entry = entries[first] {
            guard entry.deadline <= now else {
                nextVisit = entry.deadline
                return .expire(expired, next: entry.deadline)
            }
            expired.append(entry.call)
            _ = entries.remove(first)
        }
        nextVisit = nil
        return .stop(expired)
    }
}
