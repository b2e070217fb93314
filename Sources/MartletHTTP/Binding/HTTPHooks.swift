public import Martlet

/// Code around the decoding and encoding of a route, at the positions and in the order of Go kit:
/// before, decode, endpoint, after, encode, finalizer.
///
/// Hooks are given to a ``Route`` or to a whole table (``HTTPRoutes``) and accumulate; those of the table come first.
public struct HTTPHooks: Sendable {
    /// Runs before the request is decoded. What it puts into the context is seen by everything after it, and an error
    /// that it throws is answered as any other.
    public typealias Before = @Sendable (borrowing IncomingRequest, inout RequestContext) throws -> Void

    /// Runs when the endpoint has returned, before the response is encoded; not after an error.
    public typealias After = @Sendable (inout OutgoingResponse, inout RequestContext) throws -> Void

    /// Makes the answer to an error.
    public typealias ErrorEncoder = @Sendable (any Error, inout OutgoingResponse) -> Void

    /// Runs when the response has been handed to the connection, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedRequest) -> Void

    /// What runs before decoding, outermost first.
    package var before: [Before] = []

    /// What runs before encoding, outermost first.
    package var after: [After] = []

    /// What answers errors, if not the default.
    package var errorEncoder: ErrorEncoder?

    /// Where errors go, if not to the server's.
    package var errorHandler: (any ErrorHandler)?

    /// What runs at the end, outermost first.
    package var finalizers: [Finalizer] = []

    /// Puts the hooks of a table around these. Where there can be only one, the inner one stays.
    mutating func wrap(in outer: HTTPHooks) {
        before = outer.before + before
        after = outer.after + after
        errorEncoder = errorEncoder ?? outer.errorEncoder
        errorHandler = errorHandler ?? outer.errorHandler
        finalizers = outer.finalizers + finalizers
    }
}
