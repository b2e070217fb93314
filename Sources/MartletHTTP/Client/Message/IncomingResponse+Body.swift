public import Martlet
public import NIOCore

extension IncomingResponse {
    /// The body as a stream, however it arrived.
    public var bodyStream: ResponseStream<ByteBuffer> {
        guard let stream else { return ResponseStream(body.readableBytes == 0 ? [] : [body]) }
        guard body.readableBytes > 0 else { return stream }
        return ResponseStream(Preceded(first: body, rest: stream))
    }

    /// Brings the body into the form that was asked for, which a transport may leave to its caller.
    mutating func convert(to mode: ResponseBodyMode) async throws {
        guard let limit = mode.maximumByteCount else {
            stream = bodyStream
            body = ByteBuffer()
            return
        }
        if let stream {
            self.stream = nil
            for try await part in stream {
                try Self.check(body.readableBytes + part.readableBytes, limit)
                body.writeImmutableBuffer(part)
            }
        }
        try Self.check(body.readableBytes, limit)
    }

    /// Reads as much of the body as a message about a failure can use. A body that breaks off is good enough for that.
    mutating func collectPrefix(upTo limit: Int) async throws {
        guard let stream else { return }
        self.stream = nil
        do {
            for try await part in stream {
                body.writeImmutableBuffer(part)
                if body.readableBytes >= limit { break }
            }
        } catch {
            try Task.checkCancellation()
        }
    }

    /// A body that is larger than wanted.
    package static func tooLarge(_ limit: Int) -> Status {
        Status(.resourceExhausted, "the body of the answer has more than \(limit) bytes")
    }

    private static func check(_ count: Int, _ limit: Int) throws {
        guard count <= limit else { throw tooLarge(limit) }
    }
}

/// A stream with something in front of it.
private struct Preceded: AsyncSequence, Sendable {
    let first: ByteBuffer
    let rest: ResponseStream<ByteBuffer>

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(first: first, rest: rest.makeAsyncIterator())
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var first: ByteBuffer?
        var rest: ResponseStream<ByteBuffer>.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
            if let first = first.take() { return first }
            return try await rest.next(isolation: actor)
        }
    }
}
