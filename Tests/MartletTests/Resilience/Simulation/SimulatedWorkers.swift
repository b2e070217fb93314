/// A process with so many workers and one queue in front of them: jobs are begun in the order in which they come, and
/// one that finds the queue full is turned away. Whether anybody still waits for a job is not known here.
final class SimulatedWorkers {
    /// Does the work, now or in steps, and says when the worker is free again.
    typealias Job = (_ done: @escaping () -> Void) -> Void

    /// While it is true, no job is begun: the process stands still.
    var isStalled = false {
        didSet { begin() }
    }

    private(set) var offered = 0
    private(set) var done = 0
    private(set) var busy = 0

    private let workers: Int
    private let queueLimit: Int
    private var queue: [Job] = []
    /// The first of the queue that has not been taken; what is before it is removed now and then.
    private var head = 0

    init(_ workers: Int, queueLimit: Int = .max) {
        self.workers = workers
        self.queueLimit = queueLimit
    }

    var queueLength: Int { queue.count - head }

    /// Begins a job or puts it in the queue.
    ///
    /// - Returns: Whether there was room for it.
    func offer(_ job: @escaping Job) -> Bool {
        offered += 1
        guard queueLength < queueLimit || (busy < workers && !isStalled) else { return false }
        queue.append(job)
        begin()
        return true
    }

    private func begin() {
        while !isStalled, busy < workers, queueLength > 0 {
            let job = queue[head]
            head += 1
            if head > 1_000 {
                queue.removeFirst(head)
                head = 0
            }
            busy += 1
            job { [self] in
                busy -= 1
                done += 1
                begin()
            }
        }
    }
}
