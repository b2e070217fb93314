public import Martlet

/// Code around the encoding and decoding of a call, at the positions and in the order of Go kit:
/// encode, before, send, after, decode, finalizer.
///
/// Hooks are added with ``GRPCCaller/before(_:)``, ``GRPCCaller/after(_:)`` and ``GRPCCaller/finalizer(_:)``; they
/// accumulate and run in the order in which they were added.
public struct GRPCCallHooks: Sendable {
    /// Runs when the request has been encoded; for a request that is a stream, before its first message.
    ///
    /// It fills the metadata of the request. What it puts into the context is seen by everything after it: its metadata is
    /// sent, and a deadline holds for this call. It may wait, for a token that must be fetched for instance; it then waits
    /// for every call. An error that it throws ends the call.
    public typealias Before = @Sendable (inout GRPCMetadata, inout RequestContext) async throws -> Void

    /// Runs when the server has answered with success, before the answer is decoded. The trailer of an answer that is a
    /// stream is empty, since it is not there yet. An error that it throws ends the call.
    public typealias After = @Sendable (GRPCAnswerMetadata, inout RequestContext) async throws -> Void

    /// Runs when the call is over, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedGRPCCall) -> Void

    var before: [Before] = []
    var after: [After] = []
    var finalizers: [Finalizer] = []

    var isEmpty: Bool { before.isEmpty && after.isEmpty }
}

/// The metadata of an answer.
public struct GRPCAnswerMetadata: Hashable, Sendable {
    /// What came in front of the messages.
    public var header = GRPCMetadata()

    /// What came behind the messages.
    public var trailer = GRPCMetadata()

    /// Makes metadata.
    ///
    /// - Parameters:
    ///   - header: In front of the messages.
    ///   - trailer: Behind the messages.
    public init(header: GRPCMetadata = [:], trailer: GRPCMetadata = [:]) {
        self.header = header
        self.trailer = trailer
    }
}

/// A call that is over, as finalizers see it. An answer that is a stream is over for them when it has been handed to the
/// application; hook the end of the stream itself with `ResponseStream.onEnd(_:)`.
public struct FinishedGRPCCall: Sendable {
    /// The method: `pb.Add/Sum`.
    public let method: String

    /// The metadata of the request, as far as it was prepared.
    public let metadata: GRPCMetadata

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The metadata of the answer; `nil` when none arrived.
    public let answer: GRPCAnswerMetadata?

    /// What the call threw; `nil` after a success.
    public let error: (any Error)?
}

extension GRPCCaller {
    /// The same, with a closure that runs before requests are sent. See ``GRPCCallHooks/Before``.
    public func before(_ hook: @escaping GRPCCallHooks.Before) -> GRPCCaller {
        changed { $0.hooks.before.append(hook) }
    }

    /// The same, with a closure that runs when answers have arrived. See ``GRPCCallHooks/After``.
    public func after(_ hook: @escaping GRPCCallHooks.After) -> GRPCCaller {
        changed { $0.hooks.after.append(hook) }
    }

    /// The same, with a closure that runs when calls are over. See ``GRPCCallHooks/Finalizer``.
    public func finalizer(_ hook: @escaping GRPCCallHooks.Finalizer) -> GRPCCaller {
        changed { $0.hooks.finalizers.append(hook) }
    }
}
