/// Draws an index in proportion to weights, in the same time for any number of them.
///
/// Source: the alias method of [Walker, 1977](https://doi.org/10.1145/355744.355749), built as
/// [Vose, 1991](https://doi.org/10.1109/32.92917) does it.
@usableFromInline
struct WeightTable: Sendable {
    /// One column of the table: the fraction of it that is the index's own; the rest is that of another index.
    private struct Column {
        var threshold: UInt32
        var alias: UInt32
    }

    /// The largest weight that counts.
    static let maximum = 1_000_000

    /// How many indices there are.
    let count: Int
    /// Empty when all weights are the same.
    private let columns: [Column]

    /// Makes a table.
    ///
    /// - Parameter weights: At least one. When all of them are 0 they count as equal; otherwise 0 is never drawn.
    init(_ weights: [Int]) {
        self.init(fractions: weights.map { Double(min(max($0, 0), Self.maximum)) })
    }

    /// Makes a table of numbers that are not below 0.
    init(fractions weights: [Double]) {
        count = weights.count
        let total = weights.reduce(0, +)
        guard total > 0, let first = weights.first, !weights.allSatisfy({ $0 == first }) else {
            columns = []
            return
        }
        var columns = weights.indices.map { Column(threshold: .max, alias: UInt32($0)) }
        var height = weights.map { $0 / total * Double(weights.count) }
        var low = weights.indices.filter { height[$0] < 1 }
        var high = weights.indices.filter { height[$0] >= 1 }
        while let short = low.popLast(), let tall = high.last {
            columns[short] = Column(threshold: UInt32(height[short] * 0x1p32), alias: UInt32(tall))
            height[tall] -= 1 - height[short]
            if height[tall] < 1 {
                high.removeLast()
                low.append(tall)
            }
        }
        self.columns = columns
    }

    /// Whether all indices are equally likely.
    var isUniform: Bool { columns.isEmpty }

    /// The index for a number: one of a random sequence gives random indices, one of an even sequence even ones.
    @usableFromInline
    func index(of number: UInt64) -> Int {
        let (slot, fraction) = number.multipliedFullWidth(by: UInt64(count))
        guard !columns.isEmpty else { return Int(slot) }
        let column = columns[Int(slot)]
        return UInt32(truncatingIfNeeded: fraction >> 32) < column.threshold ? Int(slot) : Int(column.alias)
    }
}
