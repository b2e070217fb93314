package import HTTPTypes
package import Martlet
package import NIOCore

/// One request being answered, whatever carries it: an HTTP/1.1 connection, a stream of HTTP/2, or a test.
///
/// All methods but ``nextPiece()`` are called on the thread that the handler was called on, which is where the task of
/// ``start(deadline:_:)`` runs, and by one task at a time. Once the peer has gone, they do nothing.
package protocol ServerExchange: AnyObject, Sendable {
    /// Whether trailers reach the peer whatever the response: on HTTP/2. On HTTP/1.1 they need a body in chunks, and most
    /// clients drop them.
    var carriesTrailers: Bool { get }

    /// Runs the rest of the request. The task begins at once, on this thread; it is cancelled when the peer goes away or
    /// the deadline passes.
    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void)

    /// An empty response, whose body goes into memory that is ready for it.
    func makeResponse() -> OutgoingResponse

    /// Sends a response whose body is complete, and ends the exchange.
    ///
    /// Its ``OutgoingResponse/trailers`` follow the body where ``carriesTrailers``.
    func send(_ response: consuming OutgoingResponse)

    /// Sends the head of a response whose body follows in pieces.
    ///
    /// - Returns: Whether a body follows; if not, the exchange has ended.
    func sendHead(_ response: OutgoingResponse) -> Bool

    /// Sends a piece of the body and waits until the peer has room for more.
    ///
    /// - Throws: `CancellationError` when the peer has gone.
    func send(_ piece: ByteBuffer) async throws

    /// Ends a body that was sent in pieces.
    ///
    /// - Parameter trailers: The fields that follow it, where the protocol has a place for them.
    func finish(trailers: HTTPFields)

    /// Breaks the exchange off, so that the peer sees that the body is not complete: HTTP/1.1 closes the connection, HTTP/2
    /// resets the stream.
    func abort()

    /// Waits for the next piece of the request's body; for handlers that read pieces.
    ///
    /// May be called on any thread, by one task at a time, also while another task sends. What is not taken keeps the peer
    /// from sending more.
    ///
    /// - Returns: Bytes, at least one; `nil` after the last.
    /// - Throws: `CancellationError` when the peer has gone or the task was cancelled.
    func nextPiece() async throws -> ByteBuffer?
}

extension ServerExchange {
    /// Only HTTP/2 carries them.
    package var carriesTrailers: Bool { false }

    /// The end: the body was collected, and handed over with the request.
    package func nextPiece() async throws -> ByteBuffer? { nil }
}
