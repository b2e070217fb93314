/// Numbers without an end, and how many were asked for.
struct Endless: AsyncSequence, Sendable {
    let count: Tally
    /// Whether it waits between two elements; without that it never suspends.
    var pauses = false

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(sequence: self) }

    struct AsyncIterator: AsyncIteratorProtocol {
        let sequence: Endless

        mutating func next() async throws -> Int? {
            if sequence.pauses {
                await Task.yield()
                try Task.checkCancellation()
            }
            return sequence.count.increment()
        }
    }
}
