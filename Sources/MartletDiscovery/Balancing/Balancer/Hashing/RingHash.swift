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
/// Each instance has points on the ring, in proportion to its weight. Their number depends on no other instance, except
/// where the bounds of the ring's size take hold, in steps of two: so an instance that leaves moves its own keys only.
/// Against ``Maglev``: fewer keys move when the set changes; a pick costs more, and shares are less even.
///
/// Source: [Karger et al.: Consistent hashing and random trees](https://doi.org/10.1145/258533.258660), 1997, with points
/// by weight as in ketama and [Envoy](https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers#ring-hash).
public struct RingHash: Balancer {
    private static let pointsPerInstance = 160
    private let minimumSize: Int
    private let maximumSize: Int

    /// Makes the policy.
    ///
    /// - Parameters:
    ///   - minimumSize: The points that the ring has at least, up to 8 388 608: more make the shares of few instances more even.
    ///   - maximumSize: The points that it has at most, unless there are more instances; up to 8 388 608, at 12 bytes each.
    public init(minimumSize: Int = 1_024, maximumSize: Int = 262_144) {
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
        guard total > 0 else { return points(of: weights.map { _ in 1 }) }
        // The mean weight as a power of two, so that it stays the same when a few instances come or go.
        let used = weights.count { $0 > 0 }
        let mean = 1 << (Int.bitWidth - 1 - max(1, total / used).leadingZeroBitCount)
        var scale = Double(Self.pointsPerInstance) / Double(mean)
        func counts() -> [Int] { weights.map { $0 == 0 ? 0 : max(1, Int(Double($0) * scale)) } }
        while Double(total) * scale < Double(minimumSize) { scale *= 2 }
        while Double(total) * scale > Double(maximumSize) { scale /= 2 }
        return counts()
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
    ///   - minimumSize: The points that the ring has at least, up to 8 388 608.
    ///   - maximumSize: The points that it has at most, unless there are more instances; up to 8 388 608.
    public static func ringHash(minimumSize: Int = 1_024, maximumSize: Int = 262_144) -> RingHash {
        RingHash(minimumSize: minimumSize, maximumSize: maximumSize)
    }
}
