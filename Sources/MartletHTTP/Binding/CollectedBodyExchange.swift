import HTTPTypes
import Martlet
import NIOCore
import Synchronization

/// Gives a handler that reads pieces a body that was collected, as its only piece.
final class CollectedBodyExchange: ServerExchange {
    private let base: any ServerExchange
    private let body: Mutex<ByteBuffer?>

    init(_ base: any ServerExchange, body: ByteBuffer) {
        self.base = base
        self.body = Mutex(body.readableBytes > 0 ? body : nil)
    }

    var carriesTrailers: Bool { base.carriesTrailers }

    func nextPiece() async throws -> ByteBuffer? {
        try Task.checkCancellation()
        return body.withLock { body in
            defer { body = nil }
            return body
        }
    }

    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void) {
        base.start(deadline: deadline, work)
    }

    func makeResponse() -> OutgoingResponse { base.makeResponse() }

    func send(_ response: consuming OutgoingResponse) { base.send(response) }

    func sendHead(_ response: OutgoingResponse) -> Bool { base.sendHead(response) }

    func send(_ piece: ByteBuffer) async throws { try await base.send(piece) }

    func finish(trailers: HTTPFields) { base.finish(trailers: trailers) }

    func abort() { base.abort() }
}
