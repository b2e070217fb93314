import Martlet
import NIOCore

/// Finds elements in bytes that arrive in pieces of any size.
protocol StreamParser<Element>: Sendable {
    associatedtype Element: Sendable

    /// Takes more bytes.
    mutating func append(_ bytes: ByteBuffer)

    /// The next element that is complete, or `nil` when more bytes are needed.
    ///
    /// - Throws: An error that ends the stream: an element that is too long, or cannot be read.
    mutating func next() throws -> Element?

    /// The element that the end of the bytes completes, if the format has one.
    mutating func finish() throws -> Element?
}

/// The elements that a parser finds in a stream of bytes. It asks for bytes only when it has no element left, so it is
/// as fast as its reader.
struct ParsedStream<Parser: StreamParser>: AsyncSequence, Sendable {
    let bytes: ResponseStream<ByteBuffer>
    let parser: Parser

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(bytes: bytes.makeAsyncIterator(), parser: parser)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        /// `nil` once the bytes have ended, or an element was wrong: nothing after it can be trusted.
        var bytes: ResponseStream<ByteBuffer>.AsyncIterator?
        var parser: Parser

        mutating func next() async throws -> Parser.Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Parser.Element? {
            do {
                while bytes != nil {
                    if let element = try parser.next() { return element }
                    guard let part = try await bytes?.next(isolation: actor) else {
                        bytes = nil
                        return try parser.finish()
                    }
                    parser.append(part)
                }
                return nil
            } catch {
                bytes = nil
                throw error
            }
        }
    }
}
