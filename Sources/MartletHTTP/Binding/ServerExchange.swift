package import HTTPTypes
package import Martlet
package import NIOCore

/// One request being answered, whatever carries it: an HTTP/1.1 connection, a stream of HTTP/2, or a test.
///
/// All methods are called on ``executor``'s thread, by one task at a time. Once the peer has gone, they do nothing.
package protocol ServerExchange: AnyObject, Sendable {
    /// Runs the rest of the request. The task begins at once, on this thread; it is cancelled when the peer goes away or
    /// the deadline passes.
    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void)

    /// An empty response, whose body goes into memory that is ready for it.
    func makeResponse() -> OutgoingResponse

    /// Sends a response whose body is complete, and ends the exchange.
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

    /// Breaks the connection off, so that the peer sees that the body is not complete.
    func abort()
}
