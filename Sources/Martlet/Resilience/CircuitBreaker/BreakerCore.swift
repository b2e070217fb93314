import CoreMetrics
import Synchronization

/// The state that all copies of a ``CircuitBreaker`` share.
///
/// Most calls need no lock. The snapshot is one word that says what is true until the next event; it is written only by
/// who holds the lock, together with the machine that it tells of, so the order of its values is the order of the
/// events. A call that finds the breaker admitting all takes the generation out of the same word, and is let through as
/// if it had come right after the event that wrote it. A success that finds that it would change nothing, or that its
/// generation is over, which it stays, is left out as if it had come at that moment. Both are decisions that the
/// machine would have made at the time when the word was read, and nothing else is read because of what the word says.
/// So it needs no ordering with other memory, and is read and written relaxed.
@usableFromInline
final class BreakerCore: Sendable {
    private struct Guarded {
        var machine: BreakerStateMachine
        var notices: BreakerNotices
    }

    private let snapshot: Atomic<UInt64>
    private let guarded: Mutex<Guarded>
    private let measuresDuration: Bool
    private let rejectsByChance: Bool
    private let hasJitter: Bool
    private let isFailure: @Sendable (Status) -> Bool
    private let onStateChange: (@Sendable (CircuitBreaker.StateChange) -> Void)?
    private let metrics: (any MetricsFactory)?
    private let random: RandomSource
    private let clock: MonotonicClock
    private let origin: ContinuousClock.Instant

    init(
        _ policy: CircuitBreaker.Policy,
        openFor: CircuitBreaker.OpenDuration,
        probes: Int,
        isFailure: @escaping @Sendable (Status) -> Bool,
        onStateChange: (@Sendable (CircuitBreaker.StateChange) -> Void)?,
        name: String?,
        metrics: (any MetricsFactory)?,
        random: RandomSource,
        clock: MonotonicClock
    ) {
        measuresDuration = policy.measuresDuration
        rejectsByChance = policy.rejectsByChance
        hasJitter = openFor.jitter > 0
        let unit = hasJitter ? random.unit() : 0
        let machine = BreakerStateMachine(policy, openFor: openFor, probes: probes, unit: unit)
        snapshot = Atomic(machine.snapshot.rawValue)
        guarded = Mutex(Guarded(machine: machine, notices: BreakerNotices(name: name)))
        self.isFailure = isFailure
        self.onStateChange = onStateChange
        self.metrics = metrics
        self.random = random
        self.clock = clock
        origin = clock.now
    }

    /// The time since the breaker was made.
    private var now: Duration { origin.duration(to: clock.now) }

    var state: CircuitBreaker.State { guarded.withLock { $0.machine.state } }

    var forcedState: CircuitBreaker.ForcedState? { guarded.withLock { $0.machine.forcedState } }

    func force(_ state: CircuitBreaker.ForcedState) {
        apply { $0.force(state) }
    }

    func release() {
        apply { $0.release() }
    }

    /// Makes metrics for an endpoint, if there shall be any.
    func attach(to endpoint: String) -> BreakerRejectionMetrics? {
        let label = guarded.withLock { $0.notices.label(for: endpoint) }
        guard let metrics else { return nil }
        let stateMetrics = BreakerStateMetrics(label, metrics)
        let startsDelivery = guarded.withLock { guarded in
            guarded.notices.add(stateMetrics, in: guarded.machine.state)
            return guarded.notices.startsDelivery()
        }
        if startsDelivery { deliver() }
        return BreakerRejectionMetrics(label, metrics)
    }

    /// Lets a call through.
    ///
    /// - Throws: Why not.
    @usableFromInline
    func admit(_ metrics: BreakerRejectionMetrics?) throws(Status) -> BreakerAdmission {
        let snapshot = BreakerSnapshot(rawValue: snapshot.load(ordering: .relaxed))
        guard snapshot.admitsAll else { return try ask(metrics) }
        return BreakerAdmission(snapshot.generation, start: measuresDuration ? now : .zero)
    }

    /// The call has returned a response.
    @usableFromInline
    func succeed(_ admission: BreakerAdmission) {
        succeed(admission, duration: nil)
    }

    /// The call has thrown an error.
    @usableFromInline
    func fail(_ error: any Error, _ admission: BreakerAdmission) {
        fail(error, admission, duration: nil)
    }

    /// The call has returned a stream, and is over when that is.
    @usableFromInline
    func follow(_ stream: any StreamingResponse, of admission: BreakerAdmission) {
        let duration = measuresDuration ? now - admission.start : .zero
        var admission = admission
        if admission.probeRound != nil {
            succeed(admission, duration: duration)
            // Goes on as one of the calls of the period that it may have begun.
            let snapshot = BreakerSnapshot(rawValue: snapshot.load(ordering: .relaxed))
            admission = BreakerAdmission(snapshot.generation, start: admission.start)
        }
        stream.onEnd { [admission] end in
            switch end {
            case .finished: self.succeed(admission, duration: duration)
            case .failed(let error): self.fail(error, admission, duration: duration)
            case .cancelled: self.drop(admission)
            }
        }
    }

    private func succeed(_ admission: BreakerAdmission, duration: Duration?) {
        let snapshot = BreakerSnapshot(rawValue: snapshot.load(ordering: .relaxed))
        guard snapshot.generation == admission.generation, !snapshot.ignoresSuccess else { return }
        record(.success, admission, duration)
    }

    private func fail(_ error: any Error, _ admission: BreakerAdmission, duration: Duration?) {
        let status = Status(error)
        guard status.code != .cancelled, status.delivery != .rejected else { return drop(admission) }
        if isFailure(status) {
            record(.failure, admission, duration)
        } else {
            succeed(admission, duration: duration)
        }
    }

    /// The call has come to nothing.
    private func drop(_ admission: BreakerAdmission) {
        if admission.probeRound != nil { record(.nothing, admission, .zero) }
    }

    private func ask(_ metrics: BreakerRejectionMetrics?) throws(Status) -> BreakerAdmission {
        let now = now
        let unit = rejectsByChance ? random.unit() : 0
        let decision = update { $0.admit(at: now, unit: unit) }
        switch decision {
        case .admitted(let admission):
            return admission
        case .rejected(let rejection):
            metrics?.count(rejection)
            throw rejection.status
        }
    }

    /// - Parameter duration: How long the call took, if it is not over only now.
    private func record(_ result: BreakerStateMachine.Result, _ admission: BreakerAdmission, _ duration: Duration?) {
        let now = now
        let duration = measuresDuration ? duration ?? now - admission.start : .zero
        apply { $0.record(result, of: admission, duration: duration, at: now) }
    }

    @inline(__always)
    private func apply(_ event: (inout BreakerStateMachine) -> BreakerStateMachine.Change?) {
        update { ((), event(&$0)) }
    }

    @inline(__always)
    private func update<Answer: Sendable>(
        _ event: (inout BreakerStateMachine) -> (Answer, BreakerStateMachine.Change?)
    ) -> Answer {
        let (answer, hasOpened, startsDelivery) = guarded.withLock { guarded in
            let (answer, change) = event(&guarded.machine)
            snapshot.store(guarded.machine.snapshot.rawValue, ordering: .relaxed)
            guard let change else { return (answer, false, false) }
            guarded.notices.add(change)
            return (answer, change.to == .open, guarded.notices.startsDelivery())
        }
        if hasOpened, hasJitter {
            let unit = random.unit()
            guarded.withLock { $0.machine.unit = unit }
        }
        if startsDelivery { deliver() }
        return answer
    }

    private func deliver() {
        while let notice = guarded.withLock({ $0.notices.next() }) {
            switch notice {
            case .changed(let change, let metrics):
                for metrics in metrics { metrics.record(change.to) }
                onStateChange?(change)
            case .added(let metrics, let state):
                metrics.show(state)
            }
        }
    }
}
