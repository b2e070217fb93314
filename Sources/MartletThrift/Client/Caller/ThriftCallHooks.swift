public import Martlet

/// Code around the encoding and decoding of a call, at the positions and in the order of Go kit:
/// encode, before, send, after, decode, finalizer.
///
/// Hooks are added with ``ThriftCaller/before(_:)``, ``ThriftCaller/after(_:)`` and ``ThriftCaller/finalizer(_:)``; they
/// accumulate and run in the order in which they were added.
public struct ThriftCallHooks: Sendable {
    /// Runs when the arguments have been made.
    ///
    /// It fills the headers, which are sent if the transport carries them. What it puts into the context is seen by everything after
    /// it: its metadata is sent, and a deadline holds for this call. It may wait, for a token that must be fetched for instance; it
    /// then waits for every call. An error that it throws ends the call.
    public typealias Before = @Sendable (inout ThriftHeaders, inout RequestContext) async throws -> Void

    /// Runs when the server has answered, before the result is looked at. It sees the headers of the answer. An error that it
    /// throws ends the call.
    public typealias After = @Sendable (ThriftHeaders, inout RequestContext) async throws -> Void

    /// Runs when the call is over, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedThriftClientCall) -> Void

    var before: [Before] = []
    var after: [After] = []
    var finalizers: [Finalizer] = []

    /// Whether nothing waits but for the server.
    var isEmpty: Bool { before.isEmpty && after.isEmpty }
}

/// A call that is over, as finalizers see it.
public struct FinishedThriftClientCall: Sendable {
    /// The name that was called: `Sum`, or `AddService:Sum` where services share a port.
    public let method: String

    /// The headers of the call, as far as it was prepared.
    public let headers: ThriftHeaders

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The headers of the answer; `nil` when none arrived.
    public let answer: ThriftHeaders?

    /// What the call threw; `nil` after a success.
    public let error: (any Error)?
}

extension ThriftCaller {
    /// The same, with a closure that runs before calls are sent. See ``ThriftCallHooks/Before``.
    public func before(_ hook: @escaping ThriftCallHooks.Before) -> ThriftCaller {
        var copy = self
        copy.hooks.before.append(hook)
        return copy
    }

    /// The same, with a closure that runs when answers have arrived. See ``ThriftCallHooks/After``.
    public func after(_ hook: @escaping ThriftCallHooks.After) -> ThriftCaller {
        var copy = self
        copy.hooks.after.append(hook)
        return copy
    }

    /// The same, with a closure that runs when calls are over. See ``ThriftCallHooks/Finalizer``.
    public func finalizer(_ hook: @escaping ThriftCallHooks.Finalizer) -> ThriftCaller {
        var copy = self
        copy.hooks.finalizers.append(hook)
        return copy
    }
}
