import Martlet

/// Which instances there are, which of them are ejected, and which are called: what a pool knows, as a value.
///
/// It is told what happens and when; it reads no clock and waits for nothing.
struct PoolState: Sendable {
    /// An instance of the last snapshot.
    struct Member: Sendable {
        var instance: Instance

        /// When its ramp has begun; `nil` for none.
        var rampStart: Timestamp?

        /// When its ejection ends; `nil` when it is not ejected.
        var ejectedUntil: Timestamp?

        /// By how much an ejection is longer than the first one.
        var ejections = 0

        /// What had been counted when instances were last compared.
        var baseline = InstanceSample()

        init(_ instance: Instance, rampStart: Timestamp?) {
            self.instance = instance
            self.rampStart = rampStart
        }
    }

    struct Ejection: Equatable {
        let member: Int
        let reason: EjectionReason
        let duration: Duration
    }

    let options: BalancingOptions

    /// In the order of their ids.
    private(set) var members: [Member] = []

    private(set) var resolution = Resolution()

    /// When instances were last compared.
    private var lastLook: Timestamp

    init(_ options: BalancingOptions, at now: Timestamp) {
        self.options = options
        lastLook = now
    }

    /// There is news of the instances.
    ///
    /// - Returns: Where each member was before, `nil` for a new one; `nil` when the instances are the same as they were.
    mutating func resolved(_ resolution: Resolution, at now: Timestamp) -> [Int?]? {
        self.resolution = resolution
        let instances = resolution.snapshot?.instances ?? []
        guard !instances.elementsEqual(members.lazy.map(\.instance)) else { return nil }
        let rampStart = options.slowStart == nil || members.isEmpty ? nil : now
        var origins: [Int?] = []
        var newMembers: [Member] = []
        for instance in instances {
            let old = index(of: instance.id).flatMap { members[$0].instance.isSame(as: instance) ? $0 : nil }
            var member = old.map { members[$0] } ?? Member(instance, rampStart: rampStart)
            // To come back from an illness is a beginning, too.
            if member.instance.health == .unhealthy, instance.health != .unhealthy { member.rampStart = rampStart }
            member.instance = instance
            origins.append(old)
            newMembers.append(member)
        }
        members = newMembers
        return origins
    }

    /// Forgets all instances, at the end of the pool.
    mutating func removeMembers() { members = [] }

    /// The member of an id.
    func index(of id: String) -> Int? {
        var range = 0..<members.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if members[middle].instance.id < id {
                range = (middle + 1)..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        let found = range.lowerBound
        return found < members.count && members[found].instance.id == id ? found : nil
    }

    /// The members that calls go to: those of the lowest priority of which enough are left by ejections, and all healthy
    /// ones of the lowest when there is none such.
    var candidates: [Int] {
        let tiers = Dictionary(grouping: members.indices) { members[$0].instance.priority }.sorted { $0.key < $1.key }
            .map { (members: $0.value, eligible: $0.value.filter(isEligible)) }
        for tier in tiers {
            let available = tier.eligible.filter { members[$0].ejectedUntil == nil }
            let isPanic =
                available.count < tier.eligible.count
                && Double(available.count) < options.panicThreshold * Double(tier.members.count)
            if !available.isEmpty, !isPanic { return available }
        }
        return tiers.first { !$0.eligible.isEmpty }?.eligible ?? []
    }

    /// Whether the registry does not advise against a member.
    private func isEligible(_ member: Int) -> Bool {
        options.callsUnhealthy || members[member].instance.health != .unhealthy
    }

    var ejectedCount: Int { members.count { $0.ejectedUntil != nil } }

    // MARK: Ejection

    /// A member has failed as often in a row as ejects it.
    mutating func failedInARow(_ member: Int, at now: Timestamp) -> Ejection? {
        guard isEligible(member), members[member].ejectedUntil == nil, ejectionRoom > 0 else { return nil }
        return eject(member, .consecutiveFailures, at: now)
    }

    /// When something changes without a call; `nil` for never.
    var nextEvent: Timestamp? {
        guard let ejection = options.outlierEjection, !members.isEmpty else { return nil }
        let nextLook = lastLook.advanced(by: ejection.interval)
        return members.compactMap(\.ejectedUntil).reduce(nextLook, min)
    }

    /// Whether it is time to compare the instances.
    func isLookDue(at now: Timestamp) -> Bool {
        guard let ejection = options.outlierEjection else { return false }
        return lastLook.duration(to: now) >= ejection.interval
    }

    /// Ends the ejections that are over.
    ///
    /// - Returns: The members that are called again.
    mutating func readmit(at now: Timestamp) -> [Int] {
        let readmitted = members.indices.filter { members[$0].ejectedUntil.map { $0 <= now } ?? false }
        for member in readmitted {
            members[member].ejectedUntil = nil
            if options.slowStart != nil { members[member].rampStart = now }
        }
        return readmitted
    }

    /// Compares the instances, an interval after the last time.
    ///
    /// - Parameter samples: What has been counted of each member.
    mutating func look(at samples: [InstanceSample], at now: Timestamp) -> [Ejection] {
        guard let options = options.outlierEjection, samples.count == members.count else { return [] }
        let elapsed = lastLook.duration(to: now)
        lastLook = now
        let intervals = options.interval > .zero ? Int(min(elapsed / options.interval, 1e6)) : 1
        let changes = members.indices.map { samples[$0] - members[$0].baseline }
        for member in members.indices {
            members[member].baseline = samples[member]
            if members[member].ejectedUntil == nil {
                members[member].ejections = max(0, members[member].ejections - intervals)
            }
        }
        // Without calls nobody looks; what was counted before a long pause says nothing about the present.
        guard intervals < 3 else { return [] }
        let active = members.indices.filter { isEligible($0) && members[$0].ejectedUntil == nil }
        return OutlierSearch(options).outliers(among: active.map { ($0, changes[$0]) })
            .prefix(ejectionRoom)
            .compactMap { eject($0.member, $0.reason, at: now) }
    }

    /// How many more may be ejected. Those that the registry advises against take no part: they are not called anyway.
    private var ejectionRoom: Int {
        guard let options = options.outlierEjection else { return 0 }
        // A number that is none counts as 0.
        let percent = options.maximumEjectionPercent > 0 ? min(options.maximumEjectionPercent, 100) : 0
        let eligible = members.indices.filter(isEligible)
        let ejected = eligible.count { members[$0].ejectedUntil != nil }
        return max(0, max(1, Int(Double(eligible.count) * percent / 100)) - ejected)
    }

    private mutating func eject(_ member: Int, _ reason: EjectionReason, at now: Timestamp) -> Ejection? {
        guard let options = options.outlierEjection else { return nil }
        members[member].ejections += 1
        let longest = max(options.maximumEjectionTime, options.baseEjectionTime)
        let duration = min(options.baseEjectionTime * members[member].ejections, longest)
        members[member].ejectedUntil = now.advanced(by: duration)
        return Ejection(member: member, reason: reason, duration: duration)
    }
}

extension Instance {
    /// Whether it is the same one in another snapshot.
    func isSame(as other: Instance) -> Bool {
        id == other.id && host == other.host && port == other.port
    }
}
