import HTTPTypes
import Martlet
import NIOCore
import Synchronization
import Tracing

/// An exchange that tells how it went, once, when it has ended, whatever has happened: answered, broken off, or dropped.
final class ObservedExchange: ServerExchange {
    private let base: any ServerExchange
    private let request: ObservedRequest
    private let route: String?
    private let span: (any Span)?
    private let observer: RequestObserver

    /// What has been sent; `nil` once it has been told.
    private let answer = Mutex<ObservedAnswer?>(ObservedAnswer())

    init(
        _ base: any ServerExchange,
        request: ObservedRequest,
        route: String?,
        span: (any Span)?,
        observer: RequestObserver
    ) {
        self.base = base
        self.request = request
        self.route = route
        self.span = span
        self.observer = observer
        observer.metrics?.began(request.method)
    }

    deinit {
        end { $0.isBrokenOff = true }
    }

    /// Runs what handles the request within its span.
    func handle(_ operation: () -> Void) {
        guard let span else { return operation() }
        ServiceContext.withValue(span.context, operation: operation)
    }

    var carriesTrailers: Bool { base.carriesTrailers }

    func nextPiece() async throws -> ByteBuffer? { try await base.nextPiece() }

    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void) {
        guard let span else { return base.start(deadline: deadline, work) }
        // The task inherits nothing: it must not have the context of the request before it on the connection.
        base.start(deadline: deadline) { await ServiceContext.withValue(span.context) { await work() } }
    }

    func makeResponse() -> OutgoingResponse {
        base.makeResponse()
    }

    func send(_ response: consuming OutgoingResponse) {
        let status = response.status.code
        let byteCount = response.body.readableBytes
        base.send(response)
        end {
            $0.status = status
            $0.byteCount = byteCount
        }
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        answer.withLock { $0?.status = response.status.code }
        let bodyFollows = base.sendHead(response)
        if !bodyFollows { end() }
        return bodyFollows
    }

    func send(_ piece: ByteBuffer) async throws {
        try await base.send(piece)
        answer.withLock { $0?.byteCount += piece.readableBytes }
    }

    func finish(trailers: HTTPFields) {
        base.finish(trailers: trailers)
        end()
    }

    func abort() {
        base.abort()
        end { $0.isBrokenOff = true }
    }

    private func end(_ change: (inout ObservedAnswer) -> Void = { _ in }) {
        let last: ObservedAnswer? = answer.withLock { answer in
            defer { answer = nil }
            return answer
        }
        guard var last else { return }
        change(&last)
        // Dropped before there was anything to send: nobody was there to send it to.
        if last.status == 0 { last.status = 499 }
        let duration = request.start.nanoseconds(to: .now)
        observer.metrics?.ended(request.method, route: route, status: last.status, duration: duration)
        if let span {
            // Whoever drops an exchange does it outside of its span.
            ServiceContext.withValue(span.context) { observer.accessLog?.write(request, last, duration: duration) }
            end(span, last)
        } else {
            observer.accessLog?.write(request, last, duration: duration)
        }
    }

    /// A mistake of the client leaves the status of a server's span unset.
    private func end(_ span: some Span, _ answer: ObservedAnswer) {
        if span.isRecording {
            span.updateAttributes { attributes in
                attributes["http.response.status_code"] = answer.status
                attributes["http.response.body.size"] = answer.byteCount
                if answer.status >= 500 { attributes["error.type"] = "\(answer.status)" }
            }
            if answer.isBrokenOff || answer.status >= 500 { span.setStatus(SpanStatus(code: .error)) }
        }
        span.end()
    }
}
