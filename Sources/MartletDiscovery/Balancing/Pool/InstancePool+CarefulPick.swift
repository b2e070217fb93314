public import Martlet
import Synchronization

extension InstancePool {
    /// How often a balancer is asked again before instances are looked at one after the other.
    private static var maximumPicks: Int { 4 }

    /// Picks when there is more to look at than what the balancer says: an instance without an endpoint, one in its ramp,
    /// one on which the call has failed before, or something that is due.
    ///
    /// - Parameters:
    ///   - key: The hash of the key of the request.
    ///   - context: The context of the call.
    ///   - now: The present moment.
    ///   - generation: The instances.
    ///   - picked: What the balancer has picked of them already.
    @usableFromInline
    @inline(never)
    func pickCarefully(
        _ key: UInt64?,
        _ context: RequestContext,
        at now: Timestamp,
        _ generation: Generation,
        _ picked: Int?
    ) throws(Status) -> (Pooled, Pooled.Connection) {
        var generation = generation
        var picked = picked
        if now.nanoseconds >= nextEvent.load(ordering: .relaxed) {
            advance(to: now)
            generation = current.withLock { $0 }
        }
        var search = InstanceSearch(avoided: context.failedInstances, slowStart: options.slowStart, now: now)
        // Once more when the instances have changed meanwhile: those of before have left.
        for _ in 0..<3 {
            guard let picker = generation.picker else { throw absent(generation.absence) }
            for pick in 0..<Self.maximumPicks {
                let call = balancerCall(key, context, pick: pick, at: now)
                let index = picked ?? picker.pick(for: call)
                picked = nil
                guard generation.instances.indices.contains(index) else { continue }
                guard
                    search.accepts(
                        generation.instances[index].record.id,
                        generation.rampStarts[index],
                        random,
                        oldestRamp: generation.oldestRamp
                    ),
                    let connection = begin(generation.instances[index], &search)
                else { continue }
                return (generation.instances[index], connection)
            }
            if let found = scan(generation, &search) { return found }
            let newest = current.withLock { $0 }
            guard newest !== generation else { break }
            generation = newest
        }
        throw absent(.unreachable(search.failure))
    }

    /// Takes the first instance that can be called, from a random one on; one in its ramp only if there is no other, and one
    /// that was to be avoided only if there is none of these, either.
    private func scan(_ generation: Generation, _ search: inout InstanceSearch) -> (Pooled, Pooled.Connection)? {
        let count = generation.instances.count
        let start = random.next(below: count)
        for reluctance in InstanceSearch.Reluctance.allCases {
            for offset in 0..<count {
                let index = (start + offset) % count
                let instance = generation.instances[index]
                guard search.reluctance(instance.record.id, generation.rampStarts[index]) == reluctance else {
                    continue
                }
                if let connection = begin(instance, &search) { return (instance, connection) }
            }
        }
        return nil
    }

    /// Begins a call, if the instance has not left and its endpoint can be made.
    private func begin(_ instance: Pooled, _ search: inout InstanceSearch) -> Pooled.Connection? {
        let now = search.now
        guard instance.connection.load() != nil || instance.record.mayOpen(at: now) else { return nil }
        guard mayBegin(instance, at: now) else { return nil }
        if let connection = instance.connection.load() { return connection }
        // What has left meanwhile is not described any more.
        if let description = description(of: instance) {
            switch open(instance, to: description, at: now) {
            case .success(let connection): return connection
            case .failure(let error): search.failure = error
            }
        }
        if instance.record.ignored(began: now, at: now) { close(instance) }
        return nil
    }

    private func absent(_ absence: InstanceAbsence) -> Status {
        report.absent(absence)
        return absence.status
    }
}

/// What one call looks for, as a value.
struct InstanceSearch {
    /// The ids of instances on which the call has failed before.
    let avoided: [String]
    let slowStart: SlowStart?
    let now: Timestamp

    /// Why the last endpoint could not be made.
    var failure: (any Error)?

    init(avoided: [String], slowStart: SlowStart?, now: Timestamp) {
        self.avoided = avoided
        self.slowStart = slowStart
        self.now = now
    }

    /// Whether an instance that the balancer has picked may be taken.
    ///
    /// - Parameters:
    ///   - id: Its id.
    ///   - rampStart: When its ramp has begun.
    ///   - random: Decides about those in a ramp.
    ///   - oldestRamp: When the first ramp of all has begun, if each instance has one: what is in it has a full share then,
    ///     since nobody else is there to take the calls.
    func accepts(_ id: String, _ rampStart: Timestamp?, _ random: BalancerRandom, oldestRamp: Timestamp? = nil) -> Bool
    {
        switch reluctance(id, rampStart) {
        case .none: return true
        case .avoided: return false
        case .ramp:
            guard let slowStart, let rampStart else { return true }
            let most = oldestRamp.map { slowStart.share(after: $0.duration(to: now)) } ?? 1
            return random.unit() * most <= slowStart.share(after: rampStart.duration(to: now))
        }
    }

    /// Why an instance is rather not taken, the better ones first.
    enum Reluctance: CaseIterable {
        case none, ramp, avoided
    }

    func reluctance(_ id: String, _ rampStart: Timestamp?) -> Reluctance {
        if !avoided.isEmpty, avoided.contains(id) { return .avoided }
        guard let slowStart, let rampStart else { return .none }
        return rampStart.duration(to: now) < slowStart.window ? .ramp : .none
    }
}
