/// Waits until the task is cancelled.
func untilCancelled() async {
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    await withTaskCancellationHandler {
        for await _ in ends {}
    } onCancel: {
        end.finish()
    }
}
