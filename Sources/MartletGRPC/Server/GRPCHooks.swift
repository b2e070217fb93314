public import Martlet

/// Code around the decoding and encoding of a method, at the positions and in the order of Go kit:
/// before, decode, endpoint, after, encode, finalizer.
///
/// Hooks are given to a ``GRPCService`` and accumulate. Those of the `HTTPRoutes` that the service stands in run too, before
/// these: what checks credentials for a whole table does so for its services.
public struct GRPCHooks: Sendable {
    /// Runs before the request is decoded. What it puts into the context is seen by everything after it, and an error that it
    /// throws is answered as any other.
    public typealias Before = @Sendable (GRPCRequestHead, inout RequestContext) throws -> Void

    /// Runs when the endpoint has returned, before the response is encoded; not after an error. It fills the metadata of the
    /// answer.
    public typealias After = @Sendable (inout GRPCAnswerMetadata, inout RequestContext) throws -> Void

    /// Runs when the answer has been handed to the connection, whatever has happened.
    public typealias Finalizer = @Sendable (FinishedGRPCRequest) -> Void

    var before: [Before] = []
    var after: [After] = []
    var finalizers: [Finalizer] = []
    var errorHandler: (any ErrorHandler)?
}

/// What before-hooks see of a request.
public struct GRPCRequestHead: Sendable {
    /// The method: `pb.Add/Sum`.
    public let method: String

    /// The metadata of the request.
    public let metadata: GRPCMetadata

    /// The address of the client, with its port; `nil` for a transport within the process.
    public let remoteAddress: String?
}

/// A request that has been answered, as finalizers see it.
public struct FinishedGRPCRequest: Sendable {
    /// What the client has asked.
    public let request: GRPCRequestHead

    /// The context, with what before- and after-hooks have put into it.
    public let context: RequestContext

    /// The metadata of the answer.
    public let answer: GRPCAnswerMetadata

    /// The error that was answered; `nil` after a success.
    public let error: (any Error)?
}

extension GRPCService {
    /// Runs a closure before requests are decoded. See ``GRPCHooks/Before``.
    public func before(_ hook: @escaping GRPCHooks.Before) -> GRPCService {
        changed { $0.hooks.before.append(hook) }
    }

    /// Runs a closure when the endpoint has returned. See ``GRPCHooks/After``.
    public func after(_ hook: @escaping GRPCHooks.After) -> GRPCService {
        changed { $0.hooks.after.append(hook) }
    }

    /// Runs a closure when a request is done. See ``GRPCHooks/Finalizer``.
    public func finalizer(_ hook: @escaping GRPCHooks.Finalizer) -> GRPCService {
        changed { $0.hooks.finalizers.append(hook) }
    }

    /// Hands errors that have been answered to somebody. Without it they go to that of the table, or to the log of the server.
    public func errorHandler(_ handler: any ErrorHandler) -> GRPCService {
        changed { $0.hooks.errorHandler = handler }
    }
}
