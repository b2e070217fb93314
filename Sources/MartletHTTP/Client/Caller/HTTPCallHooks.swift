public import Martlet

/// Code around the encoding and decoding of a call, at the positions and in the order of Go kit:
/// encode, before, send, after, decode, finalizer.
///
/// Hooks are added with ``HTTPCaller/before(_:)``, ``HTTPCaller/after(_:)`` and ``HTTPCaller/finalizer(_:)``; they
/// accumulate and run in the order in which they were added.
public struct HTTPCallHooks: Sendable {
    /// Runs when the request has been encoded, so it can overwrite what the encoder has set.
    ///
    /// What it puts into the context is seen by everything after it: metadata is sent, and a deadline holds for this
    /// call. It may wait, for a token that must be fetched for instance; it then waits for every call. An error that it
    /// throws ends the call.
    public typealias Before = @Sendable (inout OutgoingRequest, inout RequestContext) async throws -> Void

    /// Runs when an answer of any status has arrived, before it is decoded. An error that it throws ends the call.
    public typealias After = @Sendable (inout IncomingResponse, inout RequestContext) async throws -> Void

    /// Runs when the call is over, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedCall) -> Void

    var before: [Before] = []
    var after: [After] = []
    var finalizers: [Finalizer] = []
}

extension HTTPCaller {
    /// The same, with a closure that runs before requests are sent. See ``HTTPCallHooks/Before``.
    public func before(_ hook: @escaping HTTPCallHooks.Before) -> HTTPCaller {
        changed { $0.hooks.before.append(hook) }
    }

    /// The same, with a closure that runs when answers have arrived. See ``HTTPCallHooks/After``.
    public func after(_ hook: @escaping HTTPCallHooks.After) -> HTTPCaller {
        changed { $0.hooks.after.append(hook) }
    }

    /// The same, with a closure that runs when calls are over. See ``HTTPCallHooks/Finalizer``.
    public func finalizer(_ hook: @escaping HTTPCallHooks.Finalizer) -> HTTPCaller {
        changed { $0.hooks.finalizers.append(hook) }
    }
}
