/// What happens on one side of a test, for the other to wait for.
struct Events: Sendable {
    private let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Says that something has happened.
    func note(_ event: String) {
        continuation.yield(event)
    }

    /// Waits for the next thing to happen.
    func next() async -> String? {
        await stream.first { _ in true }
    }
}
