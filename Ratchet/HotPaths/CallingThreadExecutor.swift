import Synchronization

/// Runs a task on the thread that waits for it: no other thread's work gets into the counts, and they are the same each time.
final class CallingThreadExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    private init() {}

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs `body` to its end.
    ///
    /// - Throws: What `body` throws; ``WrongAnswer`` when it waits for something that is not of this thread.
    static func run(_ body: @escaping @Sendable () async throws -> Void) throws {
        let executor = CallingThreadExecutor()
        let end = End()
        Task(executorPreference: executor) {
            do {
                try await body()
                end.result.withLock { $0 = .success(()) }
            } catch {
                end.result.withLock { $0 = .failure(error) }
            }
        }
        while let job = executor.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(on: executor.asUnownedTaskExecutor())
        }
        guard let result = end.result.withLock({ $0 }) else { throw WrongAnswer() }
        try result.get()
    }

    private final class End: Sendable {
        let result = Mutex<Result<Void, any Error>?>(nil)
    }
}
