public import Martlet

/// Code around the decoding and encoding of a method, at the positions and in the order of the HTTP binding:
/// before, decode, endpoint, after, encode, finalizer.
///
/// Hooks are given to a ``NetRPCMethod`` or to a whole table (``NetRPCMethods``) and accumulate; those of the table come first.
public struct NetRPCHooks: Sendable {
    /// Runs before the arguments are decoded. What it puts into the context is seen by everything after it, and an error
    /// that it throws is answered as any other.
    public typealias Before = @Sendable (borrowing NetRPCRequest, inout RequestContext) throws -> Void

    /// Runs when the endpoint has returned, before the reply is encoded; not after an error.
    public typealias After = @Sendable (inout RequestContext) throws -> Void

    /// Makes the text that answers an error; an empty one would be a success on this wire, and is replaced.
    public typealias ErrorEncoder = @Sendable (any Error) -> String

    /// Runs when the reply has been handed to the connection, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedNetRPCCall) -> Void

    var before: [Before] = []
    var after: [After] = []
    var errorEncoder: ErrorEncoder?
    var errorHandler: (any ErrorHandler)?
    var finalizers: [Finalizer] = []

    /// Puts the hooks of a table around these. Where there can be only one, the inner one stays.
    mutating func wrap(in outer: NetRPCHooks) {
        before = outer.before + before
        after = outer.after + after
        errorEncoder = errorEncoder ?? outer.errorEncoder
        errorHandler = errorHandler ?? outer.errorHandler
        finalizers = outer.finalizers + finalizers
    }
}

/// A call that has been answered, as finalizers see it.
public struct FinishedNetRPCCall: Sendable {
    /// The name that was called: `Add.Sum`.
    public let method: String

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The error that was answered; `nil` after a success.
    public let error: (any Error)?
}
