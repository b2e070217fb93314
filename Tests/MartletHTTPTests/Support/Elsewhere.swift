import Dispatch

/// An actor with an executor of its own, which is no loop of a server. An actor without one would run on the loop.
actor Elsewhere {
    static let shared = Elsewhere()

    private final class Queue: SerialExecutor {
        private let queue = DispatchQueue(label: "elsewhere")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    private let queue = Queue()
    private var visits = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    func visit() { visits += 1 }
}
