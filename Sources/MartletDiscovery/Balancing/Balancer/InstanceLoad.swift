package import Martlet
import Synchronization

/// How busy an instance is, and how fast: written by every call, read by balancers.
public final class InstanceLoad: Sendable {
    private let calls = Atomic(0)

    /// Makes the load of an instance that has not been called yet.
    public init() {}

    /// The calls that this process has under way to the instance.
    public var pending: Int { calls.load(ordering: .relaxed) }

    /// A call begins.
    package func begin(at now: Timestamp) {
        calls.wrappingAdd(1, ordering: .relaxed)
    }

    /// A call has ended.
    ///
    /// - Parameters:
    ///   - began: When it began.
    ///   - now: The present moment.
    ///   - outcome: Whether that says anything about the instance.
    package func end(began: Timestamp, at now: Timestamp, _ outcome: CallOutcome) {
        calls.wrappingSubtract(1, ordering: .relaxed)
    }
}

/// How a call has ended, as far as it concerns the instance.
package enum CallOutcome: Sendable {
    /// The instance has done its work, which includes errors that are the caller's own fault.
    case success

    /// The instance has failed.
    case failure

    /// Cancelled, or turned away on this side: the instance is not to blame and not to be praised.
    case ignored
}
