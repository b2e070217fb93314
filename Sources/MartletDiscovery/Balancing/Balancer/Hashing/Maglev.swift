/// The same instance for the same key, by a table: shares are even, and a pick costs the same for any number of instances.
///
/// Use it as ``RingHash``, when even shares matter more than that no key moves without need: when an instance leaves, its
/// keys move, and a few per cent of the others. A call without a key goes anywhere. An n-th attempt goes to the n-th
/// different instance from the key's place in the table.
///
/// Each instance owns places in the table in proportion to its weight, to within one place.
///
/// Source: [Eisenbud et al.: Maglev](https://research.google/pubs/maglev-a-fast-and-reliable-software-network-load-balancer/),
/// 2016, section 3.4. Weights, which the paper leaves open, decide how many turns an instance has.
public struct Maglev: Balancer {
    private let tableSize: Int

    /// Makes the policy.
    ///
    /// - Parameter tableSize: The places in the table, 4 bytes each: made a prime, at most 5 000 011, and more than there are
    ///   instances. Shares are even to 1 % with a hundred times as many as there are instances.
    public init(tableSize: Int = 65_537) {
        self.tableSize = min(max(tableSize, 2), 5_000_011)
    }

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        let weights = instances.map { min(max($0.instance.weight, 0), WeightTable.maximum) }
        let size = Self.prime(from: max(tableSize, instances.count))
        return Picker(
            owners: Self.table(instances.map(\.instance.id), weights: weights, size: size),
            count: instances.count
        )
    }

    /// Fills the table: instances take turns, and each takes the next free place of an order of its own.
    private static func table(_ ids: [String], weights: [Int], size: Int) -> [UInt32] {
        let turns = turns(of: weights, size: size)
        // Who has more turns stays longer; within a round it goes by id.
        let order = turns.indices.filter { turns[$0] > 0 }.sorted { (-turns[$0], $0) < (-turns[$1], $1) }
        var place = ids.map { Int(StableHash.hash($0, seed: 1) % UInt64(size)) }
        let skip = ids.map { Int(StableHash.hash($0, seed: 2) % UInt64(size - 1)) + 1 }
        var table = [UInt32](repeating: .max, count: size)
        var round = 0
        var playing = order[...]
        while !playing.isEmpty {
            for owner in playing {
                while table[place[owner]] != .max { place[owner] = (place[owner] + skip[owner]) % size }
                table[place[owner]] = UInt32(owner)
            }
            round += 1
            while let last = playing.last, turns[last] <= round { playing.removeLast() }
        }
        return table
    }

    /// Shares the places out by weight: rounded down, at least one each, and what is left to the first ones.
    private static func turns(of weights: [Int], size: Int) -> [Int] {
        let total = weights.reduce(0, +)
        guard total > 0 else { return turns(of: weights.map { _ in 1 }, size: size) }
        var turns = weights.map { $0 == 0 ? 0 : max(1, size * $0 / total) }
        var rest = size - turns.reduce(0, +)
        if rest < 0 {
            // What the least ones have too much of is taken from the others, by what they have beyond one place.
            let (missing, spare) = (-rest, turns.reduce(0) { $0 + max(0, $1 - 1) })
            for index in turns.indices where turns[index] > 1 {
                let taken = missing * (turns[index] - 1) / spare
                turns[index] -= taken
                rest += taken
            }
        }
        // Less than one each, since all numbers were rounded down.
        for index in turns.indices where rest != 0 && (rest > 0 ? turns[index] > 0 : turns[index] > 1) {
            turns[index] += rest.signum()
            rest -= rest.signum()
        }
        return turns
    }

    /// The first prime that is not below the number.
    private static func prime(from number: Int) -> Int {
        var candidate = max(number, 3) | 1
        while !isPrime(candidate) { candidate += 2 }
        return candidate
    }

    private static func isPrime(_ odd: Int) -> Bool {
        var divisor = 3
        while divisor * divisor <= odd {
            if odd.isMultiple(of: divisor) { return false }
            divisor += 2
        }
        return true
    }

    /// Looks the key up in the table.
    public struct Picker: BalancerPicker {
        /// Who has each place.
        let owners: [UInt32]
        fileprivate let count: Int

        /// How many places there are.
        var size: Int { owners.count }

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            guard let key = call.key else { return Int(owners[call.random.next(below: owners.count)]) }
            let slot = Int(StableHash.mix(key).multipliedFullWidth(by: UInt64(owners.count)).high)
            return DistinctOwner.find(attempt: call.attempt, from: slot, in: owners, count: count)
        }
    }
}

extension Balancer where Self == Maglev {
    /// The same instance for the same key, with even shares.
    public static var maglev: Maglev { Maglev() }

    /// The same instance for the same key, with even shares.
    ///
    /// - Parameter tableSize: The places in the table, 4 bytes each: made a prime, at most 5 000 011.
    public static func maglev(tableSize: Int) -> Maglev { Maglev(tableSize: tableSize) }
}
