import Synchronization

/// A call that waits for its permit.
typealias QueuedCall = Waiter<Verdict>

/// Where calls get their permits and wait for them: the lock around an ``AdmissionControl``, and the way from its
/// verdicts to the tasks that wait.
///
/// A permit that meets a call which was cancelled in that moment goes on to the next one, so none is lost.
final class AdmissionGate<Control: AdmissionControl<QueuedCall>>: Sendable {
    private let control: Mutex<Control>
    private let clock: MonotonicClock

    init(_ control: sending Control, clock: MonotonicClock) {
        self.control = Mutex(control)
        self.clock = clock
    }

    var time: Timestamp { clock.custom == nil ? .now : customTime }

    /// Apart, since instants slow down any function that may have to do with them.
    private var customTime: Timestamp {
        @inline(never) get { clock.timestamp }
    }

    func read<Value: Sendable>(_ body: (borrowing Control) -> Value) -> Value {
        control.withLock { body($0) }
    }

    func tryAcquire() -> Bool {
        control.withLock { $0.tryAcquire() }
    }

    /// Lets something happen, and tells those whom it concerns.
    func update(_ event: (inout Control) -> Verdicts<QueuedCall>) {
        let verdicts = control.withLock { event(&$0) }
        if !verdicts.isEmpty { deliver(verdicts) }
    }

    /// Lets a call in, now or after others.
    ///
    /// - Throws: `CancellationError` when the call was cancelled before anything else was decided.
    func admit(
        priority: RequestPriority = .normal,
        until deadline: Deadline?,
        metrics: AdmissionMetrics?
    ) async throws -> Verdict {
        let arrival = Arrival(time: time, priority: priority, deadline: deadline?.timestamp)
        let verdict = try await decide(arrival, metrics: metrics)
        if case .refused(let why) = verdict { metrics?.refused(why) }
        return verdict
    }

    private func decide(_ arrival: Arrival, metrics: AdmissionMetrics?) async throws -> Verdict {
        if let deadline = arrival.deadline, deadline <= arrival.time { return .refused(.expired) }
        let call = QueuedCall()
        let (answer, others) = control.withLock { $0.arrive(call, arrival) }
        if !others.isEmpty { deliver(others) }
        switch answer {
        case .decided(let verdict):
            return verdict
        case .waits(let ticket):
            metrics?.beganToWait()
            defer {
                // For calls that were cancelled or have expired; of others the list knows nothing any more.
                let time = time
                control.withLock { $0.leave(ticket, at: time) }
                metrics?.endedToWait()
            }
            return try await call.wait(until: arrival.deadline, otherwise: .refused(.expired), clock: clock)
        }
    }

    private func deliver(_ verdicts: Verdicts<QueuedCall>) {
        var verdicts = verdicts
        while !verdicts.isEmpty {
            var others = Verdicts<QueuedCall>()
            for refused in verdicts.refused { _ = refused.waiter.settle(.refused(refused.why)) }
            for call in verdicts.admitted where !call.settle(.admitted) {
                let time = time
                others.add(control.withLock { $0.release(at: time) })
            }
            verdicts = others
        }
    }
}
