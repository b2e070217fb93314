/// Instances of the client's own zone first, and of others as far as the zone is too small; another balancer chooses among
/// the instances of a zone.
///
/// ```swift
/// … balancing: strings, by: .zoneAware("eu-1a", then: .peakEWMA)
/// ```
///
/// Use it where traffic between zones is slow or costs money. It assumes that as many calls begin in one zone as in
/// another. A zone whose instances have less than their share of the total weight would then be overloaded, so part of
/// its clients' calls goes to the zones that have more than their share, in proportion to what they have more. Instances
/// that the pool has taken out are not there, so a zone that loses some sends more calls away.
///
/// When there is no instance in the client's zone, or too few, calls go anywhere, in proportion to weight. Instances
/// without a zone are in none, and get a part of what the zone sends away.
///
/// A call with a key goes to the same zone as others with that key, as far as the same zones have room.
///
/// Source: the idea of [Envoy's zone-aware
/// routing](https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/zone_aware), without
/// knowledge of where the clients are.
public struct ZoneAware<Base: Balancer>: Balancer {
    private let zone: String?
    private let minimumInstances: Int
    private let tolerance: Double
    private let base: Base

    /// Makes the policy.
    ///
    /// - Parameters:
    ///   - zone: The zone of this process; `nil` when it is not known, and then zones do not count.
    ///   - minimumInstances: How many instances there must be in the zone for calls to prefer it, at least 1.
    ///   - tolerance: How much more than the mean load the instances of the zone may get before calls go elsewhere, in parts
    ///     of the mean load, 0 to 100: 0.2 for a fifth more, so that one instance that restarts changes nothing.
    ///   - base: What chooses within a zone.
    public init(_ zone: String?, minimumInstances: Int = 2, tolerance: Double = 0.2, then base: Base) {
        self.zone = zone
        self.minimumInstances = max(1, minimumInstances)
        // A number that is none counts as 0.
        self.tolerance = tolerance > 0 ? min(tolerance, 100) : 0
        self.base = base
    }

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        let groups = Dictionary(grouping: instances.indices) { instances[$0].instance.zone }
        guard let zone, let local = groups[zone], local.count >= minimumInstances else {
            return picker(of: [ZoneShare(zone: nil, indices: Array(instances.indices), share: 1)], instances, previous)
        }
        let capacities = capacities(of: groups, in: instances)
        let fair = 1 / Double(capacities.keys.count { $0 != nil })
        let kept = min(1, (capacities[zone] ?? 0) / fair * (1 + tolerance))
        // What other zones have beyond what their own clients need.
        let room = capacities.filter { $0.key != zone }
            .reduce(into: [String?: Double]()) { $0[$1.key] = $1.key == nil ? $1.value : max(0, $1.value - fair) }
        let totalRoom = room.values.reduce(0, +)
        var shares = [ZoneShare(zone: zone, indices: local, share: totalRoom > 0 ? kept : 1)]
        if kept < 1, totalRoom > 0 {
            for (name, room) in room.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) where room > 0 {
                let share = (1 - kept) * room / totalRoom
                shares.append(ZoneShare(zone: name, indices: groups[name] ?? [], share: share))
            }
        }
        return picker(of: shares, instances, previous)
    }

    /// The part of the total weight that each zone has.
    private func capacities(
        of groups: [String?: [Int]],
        in instances: [BalancedInstance]
    ) -> [String?: Double] {
        let weights = instances.map { Double(min(max($0.instance.weight, 0), WeightTable.maximum)) }
        let total = weights.reduce(0, +)
        return groups.mapValues { indices in
            guard total > 0 else { return Double(indices.count) / Double(instances.count) }
            return indices.reduce(0) { $0 + weights[$1] } / total
        }
    }

    private func picker(
        of shares: [ZoneShare],
        _ instances: [BalancedInstance],
        _ previous: Picker?
    ) -> Picker {
        let zones = shares.map { share in
            let before = previous?.zones.first { $0.name == share.zone }?.picker
            return Picker.Zone(
                name: share.zone,
                indices: share.indices.map(UInt32.init(truncatingIfNeeded:)),
                picker: base.picker(for: share.indices.map { instances[$0] }, replacing: before)
            )
        }
        return Picker(zones: zones, table: WeightTable(fractions: shares.map(\.share)))
    }

    /// Chooses a zone, and then an instance of it.
    public struct Picker: BalancerPicker {
        @usableFromInline
        struct Zone: Sendable {
            let name: String?
            @usableFromInline let indices: [UInt32]
            @usableFromInline let picker: Base.Picker
        }

        @usableFromInline let zones: [Zone]
        @usableFromInline let table: WeightTable

        // Inlinable, as a generic picker that is not specialized copies the picker of the zone.
        /// Chooses.
        @inlinable
        public func pick(for call: BalancerCall) -> Int {
            let number = zones.count == 1 ? 0 : table.index(of: call.key.map(Self.mix) ?? call.random.next())
            return Int(zones[number].indices[zones[number].picker.pick(for: call)])
        }

        /// Other bits than those that choose the instance.
        @usableFromInline
        static func mix(_ key: UInt64) -> UInt64 {
            StableHash.mix(key ^ 0x5A4F_4E45_5A4F_4E45)
        }
    }
}

/// A zone, and the part of the client's calls that it gets.
private struct ZoneShare {
    let zone: String?
    let indices: [Int]
    let share: Double
}

extension Balancer {
    /// Instances of the client's own zone first, and of others as far as the zone is too small.
    ///
    /// - Parameters:
    ///   - zone: The zone of this process; `nil` when it is not known, and then zones do not count.
    ///   - minimumInstances: How many instances there must be in the zone for calls to prefer it, at least 1.
    ///   - tolerance: How much more than the mean load the instances of the zone may get, in parts of the mean load.
    ///   - base: What chooses within a zone.
    public static func zoneAware<Base: Balancer>(
        _ zone: String?,
        minimumInstances: Int = 2,
        tolerance: Double = 0.2,
        then base: Base
    ) -> ZoneAware<Base> where Self == ZoneAware<Base> {
        ZoneAware(zone, minimumInstances: minimumInstances, tolerance: tolerance, then: base)
    }
}
