/// What a ``CircuitBreaker`` knows, as a value: its state, what it has counted, who is a probe.
///
/// Every change of the state begins a generation, and what calls of an earlier one come to is not counted. Times are
/// those since the breaker was made.
struct BreakerStateMachine: Sendable {
    /// What a call came to.
    enum Result {
        case success
        case failure
        /// Neither: it was cancelled, or did not leave this side.
        case nothing
    }

    enum Decision {
        case admitted(BreakerAdmission)
        case rejected(BreakerRejection)
    }

    struct Change: Equatable {
        let from: CircuitBreaker.State
        let to: CircuitBreaker.State
        var isForced = false
        var openFor: Duration?
    }

    private enum Phase {
        case closed
        case open(until: Duration)
        case halfOpen(BreakerProbes)
        case forced(CircuitBreaker.ForcedState)
    }

    private let openDuration: CircuitBreaker.OpenDuration
    private let probeLimit: Int
    private var phase = Phase.closed
    private var generation: UInt64 = 0
    private var counts: BreakerCounts
    /// How long it was open the last time, without jitter; `nil` since it has closed.
    private var lastOpenDuration: Duration?

    /// A random number from 0 up to but not including 1, for the next time it opens. Whoever runs the machine puts in a
    /// new one after that.
    var unit: Double

    init(_ policy: CircuitBreaker.Policy, openFor: CircuitBreaker.OpenDuration, probes: Int, unit: Double) {
        openDuration = openFor
        probeLimit = probes
        counts = BreakerCounts(policy)
        self.unit = unit
    }

    var state: CircuitBreaker.State {
        switch phase {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        case .forced(let forced): forced.state
        }
    }

    var forcedState: CircuitBreaker.ForcedState? {
        guard case .forced(let forced) = phase else { return nil }
        return forced
    }

    /// What is true until the next event, for those who do not want to ask.
    var snapshot: BreakerSnapshot {
        switch phase {
        case .closed:
            BreakerSnapshot(generation, admitsAll: counts.admitsAll, ignoresSuccess: counts.ignoresSuccess)
        case .forced(let forced):
            BreakerSnapshot(generation, admitsAll: forced == .closed, ignoresSuccess: true)
        case .open, .halfOpen:
            BreakerSnapshot(generation, admitsAll: false, ignoresSuccess: false)
        }
    }

    /// Decides about a call.
    ///
    /// - Parameter unit: A random number from 0 up to but not including 1, for policies that reject by chance.
    mutating func admit(at now: Duration, unit: Double) -> (decision: Decision, change: Change?) {
        switch phase {
        case .closed:
            guard !counts.rejects(at: now, unit: unit) else { return (.rejected(.throttled), nil) }
            return (.admitted(BreakerAdmission(generation, start: now)), nil)
        case .open(let until):
            guard now >= until else { return (.rejected(.open(retryAfter: until - now)), nil) }
            let change = halfOpen()
            return (beginProbe(at: now), change)
        case .halfOpen:
            return (beginProbe(at: now), nil)
        case .forced(.closed):
            return (.admitted(BreakerAdmission(generation, start: now)), nil)
        case .forced:
            return (.rejected(.open(retryAfter: nil)), nil)
        }
    }

    /// Counts what a call came to.
    ///
    /// - Parameter duration: How long it took, if the policy wants to know.
    mutating func record(
        _ result: Result,
        of admission: BreakerAdmission,
        duration: Duration = .zero,
        at now: Duration
    ) -> Change? {
        guard admission.generation == generation else { return nil }
        switch phase {
        case .closed:
            guard result != .nothing else { return nil }
            let outcome = CircuitBreaker.Outcome(isFailure: result == .failure, duration: duration)
            return counts.record(outcome, at: now) ? open(at: now) : nil
        case .halfOpen(var probes):
            switch (result, admission.probeRound) {
            case (.failure, _):
                return open(at: now)
            case (.success, let round?):
                guard !counts.isSlow(duration) else { return open(at: now) }
                guard !probes.succeed(round) else { return close() }
            case (.nothing, let round?):
                probes.giveBack(round)
            case (.success, nil), (.nothing, nil):
                // A stream that has been counted as a probe when it began.
                return nil
            }
            phase = .halfOpen(probes)
            return nil
        case .open, .forced:
            return nil
        }
    }

    mutating func force(_ forced: CircuitBreaker.ForcedState) -> Change? {
        begin(.forced(forced), Change(from: state, to: forced.state, isForced: true))
    }

    mutating func release() -> Change? {
        guard case .forced = phase else { return nil }
        return close(isForced: true)
    }

    private mutating func beginProbe(at now: Duration) -> Decision {
        guard case .halfOpen(var probes) = phase, let round = probes.begin(at: now) else {
            return .rejected(.halfOpen)
        }
        phase = .halfOpen(probes)
        return .admitted(BreakerAdmission(generation, probeRound: round, start: now))
    }

    private mutating func open(at now: Duration) -> Change? {
        let duration = openDuration.duration(after: lastOpenDuration)
        lastOpenDuration = duration
        let jittered = openDuration.jittered(duration, by: unit)
        let change = Change(from: state, to: .open, openFor: jittered)
        return begin(.open(until: now + jittered), change)
    }

    private mutating func halfOpen() -> Change? {
        let patience = lastOpenDuration ?? openDuration.initial
        let probes = BreakerProbes(limit: probeLimit, patience: patience)
        return begin(.halfOpen(probes), Change(from: state, to: .halfOpen))
    }

    private mutating func close(isForced: Bool = false) -> Change? {
        counts.removeAll()
        lastOpenDuration = nil
        return begin(.closed, Change(from: state, to: .closed, isForced: isForced))
    }

    private mutating func begin(_ phase: Phase, _ change: Change) -> Change? {
        self.phase = phase
        generation += 1
        return change.from == change.to ? nil : change
    }
}
