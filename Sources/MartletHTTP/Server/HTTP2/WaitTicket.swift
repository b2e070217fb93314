import Synchronization

/// Names one wait, so that a cancellation that comes from another thread, before the wait or long after it, meets it and no
/// other.
final class WaitTicket: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .acquiring) }

    func cancel() { flag.store(true, ordering: .releasing) }
}
