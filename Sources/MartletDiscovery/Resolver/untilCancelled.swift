/// Waits until the task is cancelled.
///
/// - Throws: `CancellationError`, always.
package func untilCancelled() async throws {
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    for await _ in never {}
    // A continuation that is released ends the stream, so it is held until here.
    continuation.finish()
    throw CancellationError()
}
