public import Martlet

/// Sends one request and brings back the answer: the seam between the client and whatever moves the bytes.
///
/// ``NIOHTTPTransport`` is the one for services of one's own, `AsyncHTTPClientTransport` of `MartletAsyncHTTPClient` the one for the open
/// internet and for HTTP/2. Conform a type of your own for another HTTP client, for an
/// in-process server, or for a test:
///
/// ```swift
/// struct Canned: HTTPTransport {
///     func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
///         IncomingResponse(status: .ok, text: "hello, world!")
///     }
/// }
/// ```
public protocol HTTPTransport: Sendable {
    /// Sends a request and waits for the answer: all of it, or only its head when the body of the answer is
    /// ``ResponseBodyMode/streamed``.
    ///
    /// An answer of any status is a success here.
    ///
    /// - Parameters:
    ///   - request: The request, with all fields set, except `Content-Type`, which is ``OutgoingRequest/contentType``,
    ///     and what belongs to the connection.
    ///   - deadline: When to give up, the body of the answer included; `nil` to wait for ever. Layers around the
    ///     endpoint rely on it and set no timer of their own.
    /// - Returns: The answer. Either of ``IncomingResponse/body`` and ``IncomingResponse/stream`` may be used, whatever
    ///   the request asked for; the caller converts.
    /// - Throws: `Status` with `unavailable` when the peer cannot be reached or breaks off, with
    ///   `deadlineExceeded` after the deadline; `CancellationError` when the task was cancelled. A status whose
    ///   `delivery` is `unprocessed` says that the peer has certainly not seen the request, so that sending it again is
    ///   safe even when it must not run twice.
    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse
}
