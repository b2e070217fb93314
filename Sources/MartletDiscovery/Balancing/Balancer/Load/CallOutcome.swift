/// How a call has ended, as far as it concerns the instance.
package enum CallOutcome: Sendable {
    /// The instance has done its work, which includes errors that are the caller's own fault.
    case success

    /// The instance has failed.
    case failure

    /// Cancelled, or turned away on this side: the instance is not to blame and not to be praised. It has not answered for
    /// so long, though.
    case ignored
}
