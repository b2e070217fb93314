/// A response produced piece by piece: any asynchronous sequence, with an end that middleware can hook.
///
/// A transport reads it at the speed of the peer: the next element is asked for when the last one has been taken, so a
/// slow reader slows the producer down and never fills the memory. It is read once.
///
/// ```swift
/// let ticks = Endpoint("ticks") { (request: TicksRequest) in
///     ResponseStream(Ticker(every: request.interval).prefix(request.count))
/// }
/// ```
public struct ResponseStream<Element: Sendable>: AsyncSequence, StreamingResponse {
    private let base: any AsyncSequence<Element, any Error> & Sendable
    private let lifetime = StreamLifetime()

    /// Makes a response from an asynchronous sequence.
    ///
    /// - Parameter base: The elements. An error that it throws ends the stream, and the peer sees that it broke off.
    public init<Base: AsyncSequence & Sendable>(_ base: Base) where Base.Element == Element {
        self.base = Erased(base: base)
    }

    /// Makes a response from elements that are there already, mostly for tests.
    ///
    /// - Parameter elements: The elements in order.
    public init(_ elements: [Element]) {
        let stream = AsyncStream { continuation in
            for element in elements { continuation.yield(element) }
            continuation.finish()
        }
        self.init(stream)
    }

    /// Runs a closure when the stream has ended. See ``StreamingResponse/onEnd(_:)``.
    public func onEnd(_ handler: @escaping @Sendable (StreamEnd) -> Void) {
        lifetime.onEnd(handler)
    }

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), lifetime: lifetime)
    }

    /// Reads a stream and reports its end. Dropping it ends the stream, even while the response is kept somewhere.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var base: any AsyncIteratorProtocol<Element, any Error>
        private let reader: StreamLifetime.Reader

        init(base: any AsyncIteratorProtocol<Element, any Error>, lifetime: StreamLifetime) {
            self.base = base
            self.reader = StreamLifetime.Reader(lifetime)
        }

        /// The next element, or `nil` after the last one.
        ///
        /// - Throws: The error that ended the stream.
        public mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        /// The next element, or `nil` after the last one, read in the isolation of the caller.
        ///
        /// - Throws: The error that ended the stream.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            do {
                let element = try await base.next(isolation: actor)
                if element == nil { reader.lifetime.end(Task.isCancelled ? .cancelled : .finished) }
                return element
            } catch {
                reader.lifetime.end(Status(error).code == .cancelled ? .cancelled : .failed(error))
                throw error
            }
        }
    }
}

/// Gives every sequence the same failure type, so that one existential holds them all.
private struct Erased<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable {
    let base: Base

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator())
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: Base.AsyncIterator

        mutating func next() async throws -> Base.Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Base.Element? {
            try await base.next(isolation: actor)
        }
    }
}
