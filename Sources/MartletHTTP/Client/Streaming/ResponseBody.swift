import Martlet
package import NIOCore
import Synchronization

/// The body of an answer as it arrives, with errors in the words of this kit.
package struct ResponseBody: AsyncSequence, Sendable {
    /// What its parts come from.
    package typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, BodyReader
    >

    private let parts: Producer
    private let failure: @Sendable (any Error) -> any Error
    private let reading = Reading()

    /// How many parts wait for the reader. A part is what one read from the socket gave, up to some ten kilobytes.
    private static let watermarks = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
        lowWatermark: 1,
        highWatermark: 4
    )

    private init(parts: Producer, failure: @escaping @Sendable (any Error) -> any Error) {
        self.parts = parts
        self.failure = failure
    }

    /// Makes a body and what its parts are given to.
    ///
    /// - Parameters:
    ///   - reader: Is told what the reader of the body does.
    ///   - failure: Makes the errors that the reader of the body sees.
    package static func make(
        _ reader: BodyReader,
        failure: @escaping @Sendable (any Error) -> any Error
    ) -> (body: ResponseBody, source: Producer.Source) {
        let producer = NIOThrowingAsyncSequenceProducer.makeSequence(
            elementType: ByteBuffer.self,
            failureType: (any Error).self,
            backPressureStrategy: watermarks,
            finishOnDeinit: true,
            delegate: reader
        )
        return (ResponseBody(parts: producer.sequence, failure: failure), producer.source)
    }

    /// The one iterator that there may be.
    package func makeAsyncIterator() -> AsyncIterator {
        // A second iterator would be a crash in NIO.
        guard !reading.hasBegun.exchange(true, ordering: .relaxed) else {
            return AsyncIterator(parts: nil, failure: failure)
        }
        return AsyncIterator(parts: parts.makeAsyncIterator(), failure: failure)
    }

    /// Reads the parts.
    package struct AsyncIterator: AsyncIteratorProtocol {
        var parts: Producer.AsyncIterator?
        let failure: @Sendable (any Error) -> any Error

        /// The next part; `nil` at the end.
        package mutating func next() async throws -> ByteBuffer? {
            try await next(isolation: #isolation)
        }

        /// The next part; `nil` at the end.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
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
