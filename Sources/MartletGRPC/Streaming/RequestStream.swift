/// A request of many messages: any asynchronous sequence. The counterpart of `ResponseStream`.
///
/// On a server the messages are read from the connection as they are asked for, so that a slow service slows its client
/// down. On a client the sequence is read at the speed of the server. It is read once.
///
/// ```swift
/// let average = Endpoint("average") { (numbers: RequestStream<Int64>) in
///     var (sum, count) = (0 as Int64, 0 as Int64)
///     for try await number in numbers { (sum, count) = (sum + number, count + 1) }
///     return count == 0 ? 0 : sum / count
/// }
/// ```
///
/// A call with such a request cannot be repeated: do not put a retry around it.
public struct RequestStream<Element: Sendable>: AsyncSequence, Sendable {
    private let base: any AsyncSequence<Element, any Error> & Sendable

    /// Makes a request from an asynchronous sequence.
    ///
    /// - Parameter base: The elements. An error that it throws ends the call: the peer sees it cancelled.
    public init<Base: AsyncSequence & Sendable>(_ base: Base) where Base.Element == Element {
        self.base = ThrowingSequence(base: base)
    }

    /// Makes a request from elements that are there already.
    ///
    /// - Parameter elements: The elements in order.
    public init(_ elements: [Element]) {
        let stream = AsyncStream { continuation in
            for element in elements { continuation.yield(element) }
            continuation.finish()
        }
        self.init(stream)
    }

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator())
    }

    /// Reads a request.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<Element, any Error>

        /// The next element, or `nil` after the last one.
        ///
        /// - Throws: The error that ended the request; on a server `CancellationError` when the client has gone.
        public mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        /// The next element, or `nil` after the last one, read in the isolation of the caller.
        ///
        /// - Throws: The error that ended the request.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            try await base.next(isolation: actor)
        }
    }
}

/// Gives every sequence the same failure type, so that one existential holds them all.
private struct ThrowingSequence<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable {
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
