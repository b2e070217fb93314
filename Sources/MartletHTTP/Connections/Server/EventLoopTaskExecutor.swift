package import NIOCore

/// Runs tasks on an event loop, so that a request stays on the loop of its connection.
package final class EventLoopTaskExecutor: TaskExecutor {
    /// The loop.
    package let eventLoop: any EventLoop

    /// Makes an executor of a loop.
    package init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Runs a job at the end of what the loop has to do.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
