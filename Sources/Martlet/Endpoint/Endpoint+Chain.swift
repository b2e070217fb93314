/// A chain of layers on the heap, so that an endpoint holds it by one reference.
@usableFromInline
final class ChainBox<Chain: Callee>: Sendable {
    @usableFromInline
    let chain: Chain

    @inlinable
    init(_ chain: Chain) {
        self.chain = chain
    }
}

extension Endpoint {
    /// What an endpoint runs.
    @usableFromInline
    enum Body: Sendable {
        /// A closure of the user's.
        case closure(@Sendable (Request) async throws -> Response)

        /// A ``ChainBox``, and a function that knows its type. The function captures nothing, which saves the frame in
        /// which a closure unpacks its captures: about 20 ns a call, as much as ten layers cost.
        case chain(
            any AnyObject & Sendable,
            @Sendable (_ box: any AnyObject & Sendable, _ request: Request) async throws -> Response
        )
    }

    @inlinable @inline(__always)
    func wrapped<Chain: Callee>(by layers: [any Middleware], _ chain: Chain) -> Endpoint
    where Chain.Request == Request, Chain.Response == Response {
        let body = Body.chain(ChainBox(chain)) { box, request in
            // The box beside it is the one that it was made with: the two are never taken apart.
            try await unsafeDowncast(box, to: ChainBox<Chain>.self).chain(request)
        }
        return Endpoint(name, layers: layers.flatMap(\.layerNames) + self.layers, body)
    }
}
