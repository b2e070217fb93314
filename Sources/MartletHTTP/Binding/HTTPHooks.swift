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

    var before: [Before] = []
    var after: [After] = []
    var errorEncoder: ErrorEncoder?
    var errorHandler: (any ErrorHandler)?
    var finalizers: [Finalizer] = []

    /// Puts the hooks of a table around these. Where there can be only one, the inner one stays.
    mutating func wrap(in outer: HTTPHooks) {
        before = outer.before + before
        after = outer.after + after
        errorEncoder = errorEncoder ?? outer.errorEncoder
        errorHandler = errorHandler ?? outer.errorHandler
        finalizers = outer.finalizers + finalizers
    }
}
