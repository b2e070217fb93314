/// The same instance for the same key, on a ring: when instances come or go, few keys move.
///
/// ```swift
/// … balancing: carts, by: .ringHash, keyedBy: .text { $0.user }
/// ```
///
/// Use it when an instance remembers something about a key: a cache, a session. Keys are spread as evenly as their number
/// and popularity allow, and nothing evens out the load: a popular key is one instance's burden. A call without a key goes
/// anywhere. An n-th attempt goes to the n-th instance on the ring, the same for all clients.
///
/// Each instance has 160 points on the ring for each unit of its weight. Their number depends on no other instance, except
/// where the bounds of the ring's size take hold, in steps of two: so an instance that leaves, or changes its weight, moves
/// its own keys only. Nothing is derived from the other weights, such as their mean or a common divisor: one instance can
/// change these, and then the points of all.
///
/// Where a usual weight is 100, say so with `weightUnit`. Without it three such instances have 48 000 points, and the largest
/// size takes hold from 17 on.
///
/// Against ``Maglev``: fewer keys move when the set changes; a pick costs more, and shares are less even.
///
/// Source: [Karger et al.: Consistent hashing and random trees](https://doi.org/10.1145/258533.258660), 1997, with points
/// by weight as in ketama and [Envoy](https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers#ring-hash).
public struct RingHash: Balancer {
    private static let pointsPerUnit = 160.0
    private let weightUnit: Int
    private let minimumSize: Int
    private let maximumSize: Int

    /// Makes the policy.
    ///
    /// - Parameters:
    ///   - weightUnit: The weight of a usual instance, at least 1: it has 160 points. The same for all clients.
    ///   - minimumSize: The points that the ring has at least, up to 8 388 608: more make the shares of few instances more even.
    ///   - maximumSize: The points that it has at most, unless there are more instances; up to 8 388 608, at 12 bytes each.
    public init(weightUnit: Int = 1, minimumSize: Int = 1_024, maximumSize: Int = 262_144) {
        self.weightUnit = max(weightUnit, 1)
        let bounded = min(max(minimumSize, 1), 8_388_608)
        self.minimumSize = bounded
        self.maximumSize = min(max(maximumSize, bounded), 8_388_608)
    }

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        let counts = points(of: instances.map { min(max($0.instance.weight, 0), WeightTable.maximum) })
        var points: [(position: UInt64, owner: UInt32)] = []
        points.reserveCapacity(counts.reduce(0, +))
        for (owner, count) in counts.enumerated() {
            let seed = StableHash.hash(instances[owner].instance.id)
            for number in 0..<count {
                points.append((StableHash.mix(seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15), UInt32(owner)))
            }
        }
        points.sort { ($0.position, $0.owner) < ($1.position, $1.owner) }
        return Picker(positions: points.map(\.position), owners: points.map(\.owner), count: instances.count)
    }

    /// How many points each instance has.
    private func points(of weights: [Int]) -> [Int] {
        let total = weights.reduce(0, +)
        guard total > 0 else { return points(of: weights.map { _ in weightUnit }) }
        var scale = Self.pointsPerUnit / Double(weightUnit)
        while Double(total) * scale < Double(minimumSize) { scale *= 2 }
        while Double(total) * scale > Double(maximumSize) { scale /= 2 }
        return weights.map { $0 == 0 ? 0 : max(1, Int(Double($0) * scale)) }
    }

    /// Looks for the key on the ring, in logarithmic time.
    public struct Picker: BalancerPicker {
        fileprivate let positions: [UInt64]
        fileprivate let owners: [UInt32]
        fileprivate let count: Int

        /// How many points there are.
        var size: Int { owners.count }

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            guard let key = call.key else { return Int(owners[call.random.next(below: owners.count)]) }
            return DistinctOwner.find(
                attempt: call.attempt,
                from: slot(of: StableHash.mix(key)),
                in: owners,
                count: count
            )
        }

        /// The first point at or after the position, or the first of all.
        private func slot(of position: UInt64) -> Int {
            var low = 0
            var length = positions.count
            while length > 0 {
                let half = length / 2
                if positions[low + half] < position {
                    low += half + 1
                    length -= half + 1
                } else {
                    length = half
                }
            }
            return low == positions.count ? 0 : low
        }
    }
}

extension Balancer where Self == RingHash {
    /// The same instance for the same key, with few moves when the set changes.
    public static var ringHash: RingHash { RingHash() }

    /// The same instance for the same key, with few moves when the set changes.
    ///
    /// - Parameters:
    ///   - weightUnit: The weight of a usual instance, at least 1: it has 160 points. The same for all clients.
    ///   - minimumSize: The points that the ring has at least, up to 8 388 608.
    ///   - maximumSize: The points that it has at most, unless there are more instances; up to 8 388 608.
    public static func ringHash(
        weightUnit: Int = 1,
        minimumSize: Int = 1_024,
        maximumSize: Int = 262_144
    ) -> RingHash {
        RingHash(weightUnit: weightUnit, minimumSize: minimumSize, maximumSize: maximumSize)
    }
}
