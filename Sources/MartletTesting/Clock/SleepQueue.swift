/// What a ``ManualClock`` knows: the time, who sleeps until when, and who waits for sleepers. A value without locks;
/// wakers come in and go out, and the caller resumes them.
struct SleepQueue<Waker> {
    typealias Instant = ContinuousClock.Instant

    /// What to do with the waker that was handed in.
    enum Decision {
        /// It is kept, and these others have what they waited for.
        case keep(wake: [Waker])

        /// It has nothing to wait for.
        case resume
    }

    private struct Sleeper {
        let id: Int
        let deadline: Instant
        let waker: Waker
    }

    private struct Watcher {
        let id: Int
        let count: Int
        let waker: Waker
    }

    private(set) var now: Instant

    /// By deadline, and among equal deadlines by arrival.
    private var sleepers: [Sleeper] = []
    private var watchers: [Watcher] = []
    private var lastID = 0

    init(now: Instant) {
        self.now = now
    }

    var sleeperCount: Int { sleepers.count }

    mutating func makeID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func sleep(_ id: Int, until deadline: Instant, _ waker: Waker) -> Decision {
        guard deadline > now else { return .resume }
        let index = sleepers.firstIndex { $0.deadline > deadline } ?? sleepers.endIndex
        sleepers.insert(Sleeper(id: id, deadline: deadline, waker: waker), at: index)
        let satisfied = watchers.filter { $0.count <= sleepers.count }
        watchers.removeAll { $0.count <= sleepers.count }
        return .keep(wake: satisfied.map(\.waker))
    }

    mutating func watch(_ id: Int, for count: Int, _ waker: Waker) -> Decision {
        guard sleepers.count < count else { return .resume }
        watchers.append(Watcher(id: id, count: count, waker: waker))
        return .keep(wake: [])
    }

    /// Forgets a sleeper or a watcher; `nil` when it was woken before.
    mutating func cancel(_ id: Int) -> Waker? {
        if let index = sleepers.firstIndex(where: { $0.id == id }) { return sleepers.remove(at: index).waker }
        if let index = watchers.firstIndex(where: { $0.id == id }) { return watchers.remove(at: index).waker }
        return nil
    }

    /// Moves the time; whose deadline has come is returned in the order of the deadlines.
    mutating func advance(by duration: Duration) -> [Waker] {
        now = now.advanced(by: duration)
        let due = sleepers.prefix { $0.deadline <= now }
        sleepers.removeFirst(due.count)
        return due.map(\.waker)
    }
}
