import Martlet
import MartletHTTP

/// Takes the body in pieces.
final class PieceHandler: RequestHandler {
    private let answer: @Sendable (any ServerExchange) async -> Void

    init(answer: @escaping @Sendable (any ServerExchange) async -> Void) {
        self.answer = answer
    }

    var readsPieces: Bool { true }

    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange) {
        let answer = answer
        exchange.start(deadline: nil) { await answer(exchange) }
    }
}
