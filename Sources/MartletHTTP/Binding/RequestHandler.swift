/// Answers the requests of one route. A handler does not know which version of HTTP, or which connection, carries them.
protocol RequestHandler: AnyObject, Sendable {
    /// Handles a request: reads what it needs from it before returning, and answers on the exchange, now or later.
    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange)
}
