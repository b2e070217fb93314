public import Martlet
public import MartletThriftProtocol

/// Code around the decoding and encoding of a method, at the positions and in the order of the HTTP binding:
/// before, decode, endpoint, after, encode, finalizer.
///
/// Hooks are given to a ``ThriftBinding`` or to all of a service (``ThriftBindings``) and accumulate; those of the service come
/// first.
public struct ThriftHooks: Sendable {
    /// Runs before the arguments are decoded. What it puts into the context is seen by everything after it, and an error
    /// that it throws is answered as any other.
    public typealias Before = @Sendable (ThriftRequest, inout RequestContext) throws -> Void

    /// Runs when the endpoint has returned, before the result is encoded; not after an error. The headers go with the answer if the
    /// transport carries them.
    public typealias After = @Sendable (inout ThriftHeaders, inout RequestContext) throws -> Void

    /// Makes the answer to an error that the IDL does not declare.
    public typealias ErrorEncoder = @Sendable (any Error) -> ThriftApplicationException

    /// Runs when the answer has been handed to the connection, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedThriftCall) -> Void

    var before: [Before] = []
    var after: [After] = []
    var errorEncoder: ErrorEncoder?
    var errorHandler: (any ErrorHandler)?
    var finalizers: [Finalizer] = []

    /// Puts the hooks of a service around these. Where there can be only one, the inner one stays.
    mutating func wrap(in outer: ThriftHooks) {
        before = outer.before + before
        after = outer.after + after
        errorEncoder = errorEncoder ?? outer.errorEncoder
        errorHandler = errorHandler ?? outer.errorHandler
        finalizers = outer.finalizers + finalizers
    }
}

/// A call that has arrived, as before-hooks see it.
public struct ThriftRequest: Sendable {
    /// The name that is called: `Sum`, or `AddService:Sum` where services share a connection.
    public let method: String

    /// The headers, if the transport carries them.
    public let headers: ThriftHeaders

    /// Whether nobody waits for an answer.
    public let isOneway: Bool
}

/// A call that has been answered, as finalizers see it.
public struct FinishedThriftCall: Sendable {
    /// The name that was called.
    public let method: String

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The error that was answered; `nil` after a success.
    public let error: (any Error)?
}
