/// The power of two choices: two instances are drawn, and the better one is taken.
///
/// That comes close to the best of all at a cost that does not grow with their number, and clients that know as little of
/// each other as of the others' calls do not all run to the same instance.
///
/// Source: [Mitzenmacher: The power of two choices in randomized load
/// balancing](https://doi.org/10.1109/71.963420), 2001. How weights count: see <doc:Balancing>.
struct TwoChoices: Sendable {
    private let table: WeightTable
    private let loads: [InstanceLoad]
    /// The mean weight by that of each instance; empty when all are the same.
    private let shares: [Float]

    init(_ instances: [BalancedInstance]) {
        let weights = instances.map { min(max($0.instance.weight, 0), WeightTable.maximum) }
        table = WeightTable(weights)
        loads = instances.map(\.load)
        let mean = Float(weights.reduce(0, +)) / Float(max(1, weights.count))
        shares = table.isUniform ? [] : weights.map { mean / max(Float($0), 1e-3) }
    }

    /// Draws two and takes the one that costs less.
    ///
    /// - Parameters:
    ///   - random: Random numbers.
    ///   - cost: What one more call costs, of a load and of what one call under way counts there. When they cost the same,
    ///     or one of the costs is not a number, the one that was drawn first is taken.
    @inline(__always)
    func pick(_ random: BalancerRandom, cost: (InstanceLoad, Float) -> Float) -> Int {
        let (first, second) = candidates(random)
        guard first != second else { return first }
        let costs = (cost(loads[first], share(first)), cost(loads[second], share(second)))
        return costs.1 < costs.0 ? second : first
    }

    private func share(_ index: Int) -> Float {
        shares.isEmpty ? 1 : shares[index]
    }

    private func candidates(_ random: BalancerRandom) -> (Int, Int) {
        guard loads.count > 1 else { return (0, 0) }
        let bits = random.next()
        if table.isUniform {
            let first = Int(((bits >> 32) &* UInt64(loads.count)) >> 32)
            let second = Int(((bits & 0xFFFF_FFFF) &* UInt64(loads.count - 1)) >> 32)
            return (first, second < first ? second : second + 1)
        }
        let first = table.index(of: bits)
        let second = table.index(of: random.next())
        return (first, second == first ? table.index(of: random.next()) : second)
    }
}
