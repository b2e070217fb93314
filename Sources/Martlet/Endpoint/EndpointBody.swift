/// What an endpoint runs: a closure of the user's, or a chain of layers.
///
/// A closure that captures its chain unpacks it in a frame of its own, which takes 20 ns a call, as much as the layers
/// themselves. So a chain lies in a box, beside a function that captures nothing and knows the type of the box. Both
/// forms are stored side by side and not as an enum: the payload of an enum is retained for every call.
@usableFromInline
struct EndpointBody<Request: Sendable, Response: Sendable>: Sendable {
    @usableFromInline
    typealias Box = any AnyObject & Sendable

    @usableFromInline
    let isChain: Bool

    /// Whether ``Status/delivery`` of an error of the closure is about this call, and not about one that the closure made.
    @usableFromInline
    let knowsDelivery: Bool

    @usableFromInline
    let closure: @Sendable (Request) async throws -> Response

    /// The closure again, if it never suspends: then a transport needs no task to call it.
    @usableFromInline
    let synchronousCall: (@Sendable (Request) throws -> Response)?

    @usableFromInline
    let box: Box

    @usableFromInline
    let call: @Sendable (Box, Request) async throws -> Response

    @inlinable
    init(_ closure: @escaping @Sendable (Request) async throws -> Response, knowsDelivery: Bool) {
        isChain = false
        self.knowsDelivery = knowsDelivery
        self.closure = closure
        synchronousCall = nil
        box = NoChain()
        call = { _, _ in throw Status(.internal) }
    }

    @inlinable
    init(synchronous closure: @escaping @Sendable (Request) throws -> Response) {
        isChain = false
        knowsDelivery = false
        self.closure = closure
        synchronousCall = { request in
            do {
                return try closure(request)
            } catch {
                throw error.withoutDelivery
            }
        }
        box = NoChain()
        call = { _, _ in throw Status(.internal) }
    }

    @inlinable @inline(__always)
    init<Chain: Callee>(_ chain: Chain) where Chain.Request == Request, Chain.Response == Response {
        isChain = true
        knowsDelivery = true
        closure = { _ in throw Status(.internal) }
        synchronousCall = nil
        box = ChainBox(chain)
        call = { box, request in
            // The box is the one that was made beside this function; the two are never taken apart.
            try await unsafeDowncast(box, to: ChainBox<Chain>.self).chain(request)
        }
    }

    @inlinable @inline(__always)
    func callAsFunction(_ request: Request) async throws -> Response {
        if isChain {
            return try await call(box, request)
        } else {
            do {
                return try await closure(request)
            } catch {
                throw knowsDelivery ? error : error.withoutDelivery
            }
        }
    }
}

@usableFromInline
final class NoChain: Sendable {
    @inlinable
    init() {}
}

/// A chain of layers on the heap.
@usableFromInline
final class ChainBox<Chain: Callee>: Sendable {
    @usableFromInline
    let chain: Chain

    @inlinable
    init(_ chain: Chain) {
        self.chain = chain
    }
}
