import Synchronization

/// The faults of a ``FaultInjection`` and whether they are switched on.
@usableFromInline
final class FaultInjector: Sendable {
    let errors: FaultInjection.Errors
    let cancellation: FaultInjection.Cancellation
    private let plan: Mutex<FaultPlan>
    private let enabled: Atomic<Bool>

    init(
        _ plan: FaultPlan,
        errors: FaultInjection.Errors,
        cancellation: FaultInjection.Cancellation,
        isEnabled: Bool
    ) {
        self.plan = Mutex(plan)
        self.errors = errors
        self.cancellation = cancellation
        enabled = Atomic(isEnabled)
    }

    var isEnabled: Bool {
        get { enabled.load(ordering: .relaxed) }
        set { enabled.store(newValue, ordering: .relaxed) }
    }

    /// The fault of a call that begins now, or `nil` when it has none.
    @usableFromInline
    func nextFault() -> InjectedFault? {
        guard isEnabled else { return nil }
        let fault = plan.withLock { $0.next() }
        return fault.isNone ? nil : fault
    }
}
