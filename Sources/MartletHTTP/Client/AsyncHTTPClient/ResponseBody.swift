import Martlet
import NIOCore
import Synchronization

/// The body of an answer as it arrives, with errors in the words of this kit.
struct ResponseBody: AsyncSequence, Sendable {
    let parts: ResponseStreamer.Producer
    let failure: @Sendable (any Error) -> any Error
    private let reading = Reading()

    init(parts: ResponseStreamer.Producer, failure: @escaping @Sendable (any Error) -> any Error) {
        self.parts = parts
        self.failure = failure
    }

    func makeAsyncIterator() -> AsyncIterator {
        // A second iterator would be a crash in NIO.
        guard !reading.hasBegun.exchange(true, ordering: .relaxed) else {
            return AsyncIterator(parts: nil, failure: failure)
        }
        return AsyncIterator(parts: parts.makeAsyncIterator(), failure: failure)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var parts: ResponseStreamer.Producer.AsyncIterator?
        let failure: @Sendable (any Error) -> any Error

        mutating func next() async throws -> ByteBuffer? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
            guard parts != nil else { throw Status(.internal, "a streamed answer can be read once") }
            do {
                return try await parts?.next(isolation: actor)
            } catch {
                throw failure(error)
            }
        }
    }

    private final class Reading: Sendable {
        let hasBegun = Atomic(false)
    }
}
