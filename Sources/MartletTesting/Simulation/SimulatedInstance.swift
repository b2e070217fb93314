/// A server in a simulation: so many calls at a time, the others in a queue.
struct SimulatedInstance {
    private let workers: Int
    private var busy = 0
    private var queue: [Int] = []
    private var head = 0

    /// How many calls have been sent to it.
    private(set) var calls = 0

    init(workers: Int) {
        self.workers = workers
    }

    /// A call arrives, whose caller is to be called `number`.
    ///
    /// - Returns: Whether it is worked on at once; otherwise it waits.
    mutating func arrive(_ number: Int) -> Bool {
        guard busy < workers else {
            queue.append(number)
            return false
        }
        busy += 1
        return true
    }

    /// A call has been counted.
    mutating func count() { calls += 1 }

    /// The work on a call has ended, so the next one of the queue can be begun.
    ///
    /// - Returns: The next one, or `nil` when nobody waits.
    mutating func next() -> Int? {
        guard head < queue.count else {
            queue.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        defer { head += 1 }
        return queue[head]
    }

    /// The work on a call has ended, and there is nothing else to do.
    mutating func rest() { busy -= 1 }
}
