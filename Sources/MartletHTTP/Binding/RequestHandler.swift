/// Answers the requests of one route. A handler does not know which version of HTTP, or which connection, carries them.
///
/// This is what further protocols are built on: gRPC is a handler whose routes stand in the table of an ``HTTPServer``.
/// Services have endpoints instead.
package protocol RequestHandler: AnyObject, Sendable {
    /// Handles a request: reads what it needs from it before returning, and answers on the exchange, now or later.
    ///
    /// - Parameters:
    ///   - request: The request, whole; without its body for a handler that reads pieces.
    ///   - exchange: Where to answer, once.
    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange)

    /// Whether ``handle(_:on:)`` is called as soon as the head is there, and the body is taken piece by piece with
    /// ``ServerExchange/nextPiece()``. Without it the request is collected first. The same for all requests of a handler.
    var readsPieces: Bool { get }

    /// Bytes of a body that is collected, where it is not the limit of the server; `nil` takes that one. HTTP/1.1 has only
    /// the server's.
    var bodyByteLimit: Int? { get }

    /// Answers a request that the server refuses before it is whole: its body is too large, or has not arrived in time.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - exchange: Where to answer, once.
    func refuse(_ error: HTTPError, on exchange: any ServerExchange)
}

extension RequestHandler {
    /// Most handlers take whole requests.
    package var readsPieces: Bool { false }

    /// Most handlers have no limit of their own.
    package var bodyByteLimit: Int? { nil }

    /// Answers as an endpoint's route does: the status of the error, and JSON.
    package func refuse(_ error: HTTPError, on exchange: any ServerExchange) {
        var response = exchange.makeResponse()
        ErrorResponse.encode(error, into: &response)
        exchange.send(response)
    }
}
