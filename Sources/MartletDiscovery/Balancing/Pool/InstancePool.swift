public import Martlet
public import Synchronization

/// The instances of a balanced endpoint, and the calls to them: the shell around ``PoolState``.
///
/// A call reads the current generation under a short lock, picks, and counts with atomics. Generations are made when
/// something changes, one at a time and without a lock, since the balancer may be anybody's code. There is no task and no
/// timer: what is due is done by the next call.
@usableFromInline
final class InstancePool<Request: Sendable, Response: Sendable, B: Balancer>: Sendable {
    @usableFromInline
    typealias Generation = PoolGeneration<Request, Response, B.Picker>

    @usableFromInline
    typealias Pooled = PooledInstance<Request, Response>

    typealias Factory = @Sendable (Instance) throws -> PooledEndpoint<Request, Response>

    private struct Guarded {
        var state: PoolState
        /// Of each member of the state.
        var instances: [Pooled] = []
        var isClosed = false
        /// How often something has changed, and for which of these changes the last generation was made.
        var changes = 0
        var builtChanges = 0
        var isBuilding = false
        /// What has left, and is retired when no generation has it any more.
        var leaving: [Pooled] = []
    }

    /// What a generation is made of.
    private struct Plan {
        var members: [PoolState.Member]
        var instances: [Pooled]
        var absence: InstanceAbsence
        var total = 0
        var ejected = 0
        /// What the generation does not have any more.
        var left: [Pooled]
    }

    /// What the pool follows. A merged set lives as long as somebody holds it: the pool does.
    private struct Membership {
        let instances: Instances
        let observation: Instances.Observation
        let number: Int?
    }

    @usableFromInline
    let clock: MonotonicClock

    @usableFromInline
    let key: BalancingKey<Request>?

    let random: BalancerRandom
    let options: BalancingOptions
    let report: PoolReport

    @usableFromInline
    let current: Mutex<Generation>

    /// When something is due, in nanoseconds: a look at the instances, or the end of an ejection.
    @usableFromInline
    let nextEvent = Atomic<Int64>(.max)

    private let balancer: B
    private let factory: Factory
    private let guarded: Mutex<Guarded>
    private let cleanup: Cleanup?
    private let membership = Mutex<Membership?>(nil)

    init(
        _ balancer: B,
        key: BalancingKey<Request>?,
        options: BalancingOptions,
        cleanup: Cleanup?,
        report: PoolReport,
        random: BalancerRandom,
        clock: MonotonicClock,
        factory: @escaping Factory
    ) {
        self.balancer = balancer
        self.key = key
        self.options = options
        self.cleanup = cleanup
        self.report = report
        self.random = random
        self.clock = clock
        self.factory = factory
        guarded = Mutex(Guarded(state: PoolState(options, at: clock.timestamp)))
        current = Mutex(Generation(absence: .unresolved(nil)))
    }

    /// Follows the instances, as long as it lives.
    func follow(_ instances: Instances) {
        let number = cleanup?.join { [weak self] in self?.closeAll() }
        let observation = instances.observe { [weak self] in self?.resolved($0) }
        membership.withLock { $0 = Membership(instances: instances, observation: observation, number: number) }
    }

    deinit {
        if let number = membership.withLock({ $0?.number }) { cleanup?.leave(number) }
        for instance in guarded.withLock({ $0.instances }) { retire(instance) }
    }

    // MARK: Changes

    private func resolved(_ resolution: Resolution) {
        let now = clock.timestamp
        let added: [(Pooled, Instance)] = change { guarded in
            guard !guarded.isClosed else { return (false, []) }
            guard let origins = guarded.state.resolved(resolution, at: now) else {
                // Why there are none may have changed.
                return (guarded.instances.isEmpty, [])
            }
            let old = guarded.instances
            let threshold = options.outlierEjection?.consecutiveFailures
            var added: [(Pooled, Instance)] = []
            guarded.instances = zip(origins, guarded.state.members).map { origin, member in
                if let origin { return old[origin] }
                let instance = Pooled(InstanceRecord(id: member.instance.id, threshold: threshold))
                added.append((instance, member.instance))
                return instance
            }
            let kept = Set(origins.compactMap(\.self))
            guarded.leaving += old.indices.filter { !kept.contains($0) }.map { old[$0] }
            return (true, added)
        }
        if options.isEager {
            for (instance, description) in added { _ = open(instance, to: description, at: now) }
        }
    }

    /// The discovery ends.
    private func closeAll() {
        change { guarded in
            guarded.isClosed = true
            // Both, since one is looked up in the other: calls go on to the end, and report how they went.
            guarded.state.removeMembers()
            guarded.leaving += guarded.instances
            guarded.instances = []
            return (true, ())
        }
    }

    /// Changes what is known, and makes a new generation if that makes a difference.
    ///
    /// - Parameter change: Returns whether it does.
    private func change<Answer: Sendable>(_ change: (inout Guarded) -> (Bool, Answer)) -> Answer {
        let (answer, startsBuilding) = guarded.withLock { guarded in
            let (isChanged, answer) = change(&guarded)
            if isChanged { guarded.changes += 1 }
            // In the lock, so that the last one is of the last change.
            nextEvent.store(guarded.state.nextEvent?.nanoseconds ?? .max, ordering: .relaxed)
            guard isChanged, !guarded.isBuilding else { return (answer, false) }
            guarded.isBuilding = true
            return (answer, true)
        }
        if startsBuilding { build() }
        return answer
    }

    /// Makes generations until nothing has changed since.
    private func build() {
        while let plan = nextPlan() {
            // One thread at a time is here, so that metrics are in order.
            report.show(total: plan.total, available: plan.members.count, ejected: plan.ejected)
            let lastPicker = current.withLock { $0.lastPicker }
            var picker: B.Picker?
            if !plan.instances.isEmpty {
                let balanced = zip(plan.members, plan.instances).map { member, instance in
                    BalancedInstance(member.instance, load: instance.record.load)
                }
                picker = balancer.picker(for: balanced, replacing: lastPicker)
            }
            let window = options.slowStart?.window ?? .zero
            let rampStarts = plan.members.map(\.rampStart)
            let rampEnd = rampStarts.compactMap { $0?.advanced(by: window).nanoseconds }.max()
            let generation = Generation(
                instances: plan.instances,
                picker: picker,
                lastPicker: lastPicker,
                rampEnd: rampEnd ?? .min,
                rampStarts: rampStarts,
                absence: plan.absence
            )
            // The old one is released outside of the lock.
            let old = current.withLock { current in
                defer { current = generation }
                return current
            }
            withExtendedLifetime(old) {}
            // Not before: who picks one that has left must pick again.
            for instance in plan.left { retire(instance) }
        }
    }

    private func nextPlan() -> Plan? {
        guarded.withLock { guarded in
            guard guarded.builtChanges != guarded.changes else {
                guarded.isBuilding = false
                return nil
            }
            guarded.builtChanges = guarded.changes
            let left = guarded.leaving
            guarded.leaving = []
            guard !guarded.isClosed else { return Plan(members: [], instances: [], absence: .closed, left: left) }
            let candidates = guarded.state.candidates
            return Plan(
                members: candidates.map { guarded.state.members[$0] },
                instances: candidates.map { guarded.instances[$0] },
                absence: InstanceAbsence(guarded.state.resolution),
                total: guarded.state.members.count,
                ejected: guarded.state.ejectedCount,
                left: left
            )
        }
    }

    /// Does what is due.
    @usableFromInline
    func advance(to now: Timestamp) {
        let (ejected, readmitted) = change { guarded in
            let readmitted = guarded.state.readmit(at: now).map { guarded.instances[$0].record.id }
            var ejections: [PoolState.Ejection] = []
            let isLookDue = guarded.state.isLookDue(at: now)
            if isLookDue { ejections = guarded.state.look(at: guarded.instances.map(\.record.sample), at: now) }
            let ejected = ejections.map { (guarded.instances[$0.member].record.id, $0) }
            return (!ejected.isEmpty || !readmitted.isEmpty, (ejected, readmitted))
        }
        for id in readmitted { report.readmitted(id) }
        for (id, ejection) in ejected { report.ejected(id, ejection) }
    }

    /// An instance has failed as often in a row as ejects it.
    func failedInARow(_ instance: Pooled, at now: Timestamp) {
        let ejection: PoolState.Ejection? = change { guarded in
            guard let member = guarded.state.index(of: instance.record.id), guarded.instances[member] === instance,
                let ejection = guarded.state.failedInARow(member, at: now)
            else { return (false, nil) }
            return (true, ejection)
        }
        if let ejection { report.ejected(instance.record.id, ejection) }
    }

    // MARK: Connections

    /// The endpoint of an instance, which is made if there is none.
    ///
    /// First calls that come at the same time may make several; the first one is kept by all, the others are closed.
    ///
    /// - Parameter description: The instance itself.
    func open(_ instance: Pooled, to description: Instance, at now: Timestamp) -> Result<Pooled.Connection, any Error> {
        if let connection = instance.connection.load() { return .success(connection) }
        do {
            // What is made now would hardly be closed any more.
            if cleanup?.isFinishing == true { throw InstanceAbsence.closed.status }
            let made = try factory(description)
            let endpoint =
                made.endpoint.endsByDeadline
                ? made.endpoint : made.endpoint.with(DeadlineKeeping(clock: clock))
            var number: Int?
            if let close = made.close, let cleanup {
                number = cleanup.opened(close)
                guard number != nil else {
                    cleanup.close(close)
                    throw InstanceAbsence.closed.status
                }
            }
            let connection = Pooled.Connection(endpoint, number: number)
            let kept = instance.connection.storeIfNil(connection)
            if kept !== connection { close(connection) }
            return .success(kept)
        } catch {
            instance.record.openingFailed(at: now, minimum: options.minimumBackoff, maximum: options.maximumBackoff)
            report.notOpened(instance.record.id, error)
            return .failure(error)
        }
    }

    /// The instance of a pool by its id.
    func description(of instance: Pooled) -> Instance? {
        guarded.withLock { guarded in
            guarded.state.index(of: instance.record.id).flatMap { member in
                guarded.instances[member] === instance ? guarded.state.members[member].instance : nil
            }
        }
    }

    private func retire(_ instance: Pooled) {
        if instance.record.retire() { close(instance) }
    }

    /// Closes the connection of an instance that has left and has no calls.
    @usableFromInline
    func close(_ instance: Pooled) {
        if let connection = instance.connection.load() { close(connection) }
    }

    private func close(_ connection: Pooled.Connection) {
        if let number = connection.number { cleanup?.close(number) }
    }
}
