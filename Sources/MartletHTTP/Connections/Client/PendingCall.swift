package import Martlet
package import NIOCore

/// A call that waits for its answer, as the ``PipelinedConnection`` that it is on sees it: on its loop only.
package protocol PendingCall: AnyObject, Sendable {
    var deadline: Deadline? { get }

    /// Ends the call at its deadline.
    var timer: Scheduled<Void>? { get set }

    /// Whether nobody waits for the answer any more.
    var isDone: Bool { get set }

    /// Whether some of it may have left.
    var isSent: Bool { get }

    /// Ends the call with an error.
    func fail(_ error: any Error)
}

extension PendingCall {
    /// Ends the call with a failure of the transport, which says how far it got.
    package func fail(_ code: Status.Code, _ message: String? = nil, cause: (any Error)? = nil) {
        fail(Status(code, message, delivery: isSent ? .unknown : .unprocessed, underlying: cause))
    }
}
