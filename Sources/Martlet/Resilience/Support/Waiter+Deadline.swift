extension Waiter {
    /// Waits for the decision, but not past a deadline.
    ///
    /// With a deadline it takes a child task that sleeps, so it is for calls that really wait.
    ///
    /// - Parameters:
    ///   - deadline: When to give up; `nil` to wait for ever.
    ///   - expired: What is decided then.
    ///   - clock: The clock to sleep on.
    func wait(
        until deadline: Timestamp?,
        otherwise expired: Decision,
        clock: MonotonicClock
    ) async throws -> Decision {
        guard let deadline else { return try await wait() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addImmediateTask {
                try await clock.sleep(until: deadline.instant)
                _ = self.settle(expired)
            }
            defer { group.cancelAll() }
            return try await self.wait()
        }
    }
}
