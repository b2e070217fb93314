/// Checks that work which goes on until it is cancelled ends at once then, with `CancellationError`.
///
/// - Parameter work: The work. It calls the closure when it has something to show; whether it is cancelled before or after
///   that, the end is the same.
func checkPromptCancellation(
    of work: @escaping @Sendable (_ signal: @escaping @Sendable () -> Void) async throws -> Void
) async throws {
    let (signals, signal) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: (any Error)?.self) { group in
        group.addTask {
            defer { signal.finish() }
            do {
                try await work { signal.yield() }
                return nil
            } catch {
                return error
            }
        }
        for await _ in signals { break }
        group.cancelAll()
        let start = ContinuousClock.now
        let error = try await group.next()
        let duration = start.duration(to: .now)
        try ConformanceProblem.require(duration < .seconds(1), "it ended \(duration) after it was cancelled")
        guard case .some(.some(let error)) = error else { throw ConformanceProblem("it ended without an error") }
        try ConformanceProblem.require(error is CancellationError, "it was cancelled, and threw \(error)")
    }
}
