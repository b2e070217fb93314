package import HTTPTypes
package import MartletHTTP1
import NIOCore

extension HTTPApplication {
    /// Handles a request whose body has been collected: finds its route, or answers that there is none.
    package func handle(
        _ view: HTTP1HeadView,
        body: UnsafeRawBufferPointer,
        trailers: HTTPFields = HTTPFields(),
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        handle(match(view), view, body: body, trailers: trailers, remoteAddress: remoteAddress, on: exchange)
    }

    /// Handles a request whose route has been looked up, and whose body has been collected.
    func handle(
        _ matched: MatchedRequest,
        _ view: HTTP1HeadView,
        body: UnsafeRawBufferPointer,
        trailers: HTTPFields,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        guard let observer else {
            return answer(matched, view, body, trailers, remoteAddress: remoteAddress, on: exchange)
        }
        let observed = observer.observe(view, route: matched.route, remoteAddress: remoteAddress, on: exchange)
        observed.handle {
            answer(matched, view, body, trailers, remoteAddress: remoteAddress, on: observed)
        }
    }

    /// Handles a request whose handler takes the body from the exchange, piece by piece.
    func handlePieces(
        _ matched: MatchedRequest,
        _ view: HTTP1HeadView,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        guard case .found(let node) = matched.match else { return }
        let handler = node._withUnsafeGuaranteedRef { $0.handler }
        observe(matched, view, remoteAddress: remoteAddress, on: exchange) { exchange in
            let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
            let request = Self.request(view, nothing, matched, node, HTTPFields(), remoteAddress)
            handler.handle(request, on: exchange)
        }
    }

    /// Answers a request that is refused before it is whole.
    func refuse(
        _ error: HTTPError,
        _ matched: MatchedRequest,
        _ view: HTTP1HeadView,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        observe(matched, view, remoteAddress: remoteAddress, on: exchange) { exchange in
            guard case .found(let node) = matched.match else { return Self.refuse(error, on: exchange) }
            node._withUnsafeGuaranteedRef { $0.handler }.refuse(error, on: exchange)
        }
    }

    private func observe(
        _ matched: MatchedRequest,
        _ view: HTTP1HeadView,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange,
        _ answer: (any ServerExchange) -> Void
    ) {
        guard let observer else { return answer(exchange) }
        let observed = observer.observe(view, route: matched.route, remoteAddress: remoteAddress, on: exchange)
        observed.handle { answer(observed) }
    }

    private func answer(
        _ matched: MatchedRequest,
        _ view: HTTP1HeadView,
        _ body: UnsafeRawBufferPointer,
        _ trailers: HTTPFields,
        remoteAddress: @escaping @Sendable () -> String?,
        on exchange: any ServerExchange
    ) {
        switch matched.match {
        case .found(let found):
            // The router, and with it the node, lives as long as this object.
            let node = found._withUnsafeGuaranteedRef { $0 }
            guard !node.readsPieces else {
                let request = Self.request(
                    view,
                    UnsafeRawBufferPointer(start: nil, count: 0),
                    matched,
                    found,
                    trailers,
                    remoteAddress
                )
                return node.handler.handle(request, on: CollectedBodyExchange(exchange, body: ByteBuffer(bytes: body)))
            }
            let request = Self.request(view, body, matched, found, trailers, remoteAddress)
            node.handler.handle(request, on: exchange)
        case .notFound:
            Self.refuse(HTTPError(.notFound, "nothing is at \(view.string(view.head.path).prefix(200))"), on: exchange)
        case .malformed:
            Self.refuse(HTTPError(.badRequest, "the path is not percent-encoded rightly"), on: exchange)
        case .methodNotAllowed(let allow):
            Self.refuse(HTTPError(.methodNotAllowed, "allowed here: \(allow)", fields: [.allow: allow]), on: exchange)
        case .options(let allow):
            var response = exchange.makeResponse()
            response.status = .noContent
            response.fields[.allow] = allow
            exchange.send(response)
        }
    }

    @inline(__always)
    private static func request(
        _ view: HTTP1HeadView,
        _ body: UnsafeRawBufferPointer,
        _ matched: MatchedRequest,
        _ node: Unmanaged<Node>,
        _ trailers: HTTPFields,
        _ remoteAddress: @escaping @Sendable () -> String?
    ) -> IncomingRequest {
        let node = node._withUnsafeGuaranteedRef { $0 }
        return IncomingRequest(
            view: view,
            bodyBytes: body,
            route: MatchedRoute(
                path: path(of: view),
                parameterNames: node.parameterNames,
                captures: matched.captures,
                codec: node.codec,
                readsJSON: node.readsJSON
            ),
            remoteAddress: remoteAddress,
            trailers: trailers
        )
    }

    private static func refuse(_ error: HTTPError, on exchange: any ServerExchange) {
        var response = exchange.makeResponse()
        ErrorResponse.encode(error, into: &response)
        exchange.send(response)
    }
}
