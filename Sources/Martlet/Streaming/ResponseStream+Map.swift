extension ResponseStream {
    /// The stream with every element changed; its end is the end of this one.
    ///
    /// - Parameter transform: Makes the new element. An error that it throws ends the stream.
    public func map<Mapped: Sendable>(
        _ transform: @escaping @Sendable (Element) throws -> Mapped
    ) -> ResponseStream<Mapped> {
        ResponseStream<Mapped>(MappedSequence(base: self, transform: transform))
    }
}

private struct MappedSequence<Base: Sendable, Mapped: Sendable>: AsyncSequence, Sendable {
    let base: ResponseStream<Base>
    let transform: @Sendable (Base) throws -> Mapped

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), transform: transform)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: ResponseStream<Base>.AsyncIterator
        let transform: @Sendable (Base) throws -> Mapped

        mutating func next() async throws -> Mapped? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Mapped? {
            try await base.next(isolation: actor).map(transform)
        }
    }
}
