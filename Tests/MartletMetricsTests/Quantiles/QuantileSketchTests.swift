import MartletTesting
import Testing

@testable import MartletMetrics

@Suite struct QuantileSketchTests {
    private func sketch(_ values: some Sequence<Double>, _ accuracy: Double = 0.005) -> QuantileSketch {
        var sketch = QuantileSketch(relativeAccuracy: accuracy)
        for value in values { sketch.record(value) }
        return sketch
    }

    @Test func anEmptyOneKnowsNothing() {
        let sketch = QuantileSketch()
        #expect(sketch.isEmpty)
        #expect(sketch.quantile(0.5) == nil)
        #expect(sketch.sum == 0)
        #expect(sketch.minimum == 0)
        #expect(sketch.maximum == 0)
    }

    @Test func equalNumbersOfABinAreExact() {
        // A sum of tenths is not ten times a tenth; their mean is.
        let sketch = sketch(Array(repeating: 0.1, count: 1_000) + Array(repeating: 0.7, count: 10))
        for quantile in [0, 0.01, 0.5, 0.9, 0.98] { #expect(sketch.quantile(quantile) == 0.1) }
        for quantile in [0.995, 0.999, 1] { #expect(sketch.quantile(quantile) == 0.7) }
    }

    @Test func theEndsAreExactAndBeyondThemIsTheSame() {
        let sketch = sketch([3.3, 1.1, 2.2])
        #expect(sketch.quantile(0) == 1.1)
        #expect(sketch.quantile(-1) == 1.1)
        #expect(sketch.quantile(1) == 3.3)
        #expect(sketch.quantile(2) == 3.3)
        #expect(sketch.quantile(0.5) == 2.2)
        #expect(sketch.quantile(.nan) == nil)
        #expect(sketch.count == 3)
        #expect(sketch.minimum == 1.1)
        #expect(sketch.maximum == 3.3)
    }

    @Test func zeroAndNegativeNumbersHaveTheirPlace() {
        let sketch = sketch([-10, -1, 0, 0, -0.0, 1e-300, 5, 6])
        var bins: [Double] = []
        sketch.forEachBin { value, _ in bins.append(value) }
        #expect(bins == [-10, -1, 0, 5, 6])
        #expect(sketch.quantile(0.125) == -10)
        #expect(sketch.quantile(0.25) == -1)
        #expect(sketch.quantile(0.5) == 0)
        #expect(sketch.quantile(0.75) == 0)
        #expect(sketch.quantile(0.876) == 6)
        #expect(sketch.sum == 0)
    }

    @Test func whatIsNotFiniteIsLeftOut() {
        let sketch = sketch([.nan, .infinity, -.infinity, 1])
        #expect(sketch.count == 1)
        #expect(sketch.maximum == 1)
    }

    /// Every quantile is as near as promised to the number of that rank, whatever the numbers are.
    @Test(arguments: [0.001, 0.005, 0.02, 0.1], [1, 2, 3, 4] as [UInt64])
    func quantilesAreAsNearAsPromised(accuracy: Double, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // As far apart as the bins reach with this accuracy.
        let decades = min(8.0, 0.85 * accuracy * 4_096)
        var values: [Double] = (0..<Int.random(in: 1...3_000, using: &random)).map { _ in
            let magnitude = exp10(Double.random(in: 0...decades / 2.4, using: &random))
            return Bool.random(using: &random) && seed % 2 == 0 ? -magnitude : magnitude
        }
        let sketch = sketch(values, accuracy)
        values.sort()
        for step in 0...200 {
            let quantile = Double(step) / 200
            // In whole numbers, which are not rounded.
            let rank = max(1, (step * values.count + 199) / 200)
            let exact = values[rank - 1]
            let found = sketch.quantile(quantile) ?? .nan
            #expect(abs(found - exact) <= accuracy * abs(exact) * 1.000001, "\(quantile)")
        }
    }

    /// The mean lies where most numbers are, and the quantile where few are.
    @Test(arguments: [0.001, 0.005, 0.1]) func aBinWithFewNumbersAtOneEnd(accuracy: Double) {
        for step in 0..<200 {
            let low = 1 + Double(step) * accuracy / 100
            for high in [low * (1 + accuracy * 0.9), low * (1 + accuracy * 1.9)] {
                let sketch = sketch([low, low] + Array(repeating: high, count: 998), accuracy)
                let found = sketch.quantile(0.002) ?? .nan
                #expect(abs(found - low) <= accuracy * low * 1.000001, "\(low)")
            }
        }
    }

    @Test func ranksAreNotPushedUpByRounding() {
        let sketch = sketch((1...100).map { Double($0) })
        for rank in 1...100 {
            let exact = Double(rank)
            // 0.55 * 100 is 55.00000000000001.
            #expect(abs((sketch.quantile(Double(rank) / 100) ?? 0) - exact) <= exact * 0.005, "\(rank)")
        }
    }

    @Test func numbersFarApartStayWithinBounds() {
        var sketch = sketch(
            (-300...300).map { exp10(Double($0)) } + [.leastNonzeroMagnitude, .greatestFiniteMagnitude]
        )
        var bins = 0
        sketch.forEachBin { _, _ in bins += 1 }
        #expect(bins <= QuantileSketch.maximumBins + 1)
        #expect(sketch.count == 603)
        #expect(sketch.quantile(0.998) == exp10(300))
        // Down again: what is too low goes to the lowest bin.
        for value in [1e-10, 1e-5, 1, 1e299] { sketch.record(value) }
        #expect(sketch.count == 607)
        var total: UInt64 = 0
        sketch.forEachBin { total += $1 }
        #expect(total == 607)
        // And from high to low.
        let falling = self.sketch([1e10, 1e-12, 1e3, 1e-3])
        #expect(falling.quantile(1) == 1e10)
        #expect(falling.quantile(0) == 1e-12)
        #expect(abs((falling.quantile(0.75) ?? 0) - 1e3) < 1e-9)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func mergingIsLikeRecordingAll(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = (0..<5).map { _ in
            (0..<Int.random(in: 0...300, using: &random)).map { _ in Double.random(in: -50...500, using: &random) }
        }
        var merged = QuantileSketch()
        for part in parts { merged.merge(sketch(part)) }
        let whole = sketch(parts.joined())
        #expect(merged.count == whole.count)
        #expect(merged.minimum == whole.minimum)
        #expect(merged.maximum == whole.maximum)
        #expect(abs(merged.sum - whole.sum) < 1e-6)
        for step in 0...100 {
            let quantile = Double(step) / 100
            let difference = abs((merged.quantile(quantile) ?? 0) - (whole.quantile(quantile) ?? 0))
            #expect(difference < 1e-9, "\(quantile)")
        }
    }

    @Test func mergingAnotherAccuracyKeepsThisOne() {
        var merged = sketch([1, 10, 100])
        merged.merge(sketch([0, -5, 1_000], 0.05))
        #expect(merged.count == 6)
        #expect(merged.sum == 1_106)
        #expect(merged.quantile(0) == -5)
        #expect(merged.quantile(0.3) == 0)
        #expect(merged.quantile(1) == 1_000)
        merged.merge(QuantileSketch())
        #expect(merged.count == 6)
        var empty = QuantileSketch()
        empty.merge(sketch([7]))
        #expect(empty.minimum == 7)
        #expect(empty.maximum == 7)
    }

    /// Inventory, section 23: normal samples, and the two values of the tests for InfluxDB.
    @Test func casesOfGoKit() {
        var random = SeededGenerator(seed: 42)
        let sketch = sketch((0..<12_345).map { _ in max(0, 500 + 25 * normal(&random)) })
        for (quantile, expected) in [(0.5, 500), (0.9, 532.04), (0.95, 541.12), (0.99, 558.16)] {
            #expect(abs((sketch.quantile(quantile) ?? 0) - expected) <= expected / 100, "\(quantile)")
        }
        let two = self.sketch([10, 50])
        #expect(two.quantile(0.5) == 10)
        for quantile in [0.9, 0.95, 0.99] { #expect(two.quantile(quantile) == 50) }
        // Go kit's moving average: the mean.
        var values: [Double] = []
        for _ in 0..<1_234 { values.append(Double.random(in: 0...1_000, using: &random)) }
        let mean = self.sketch(values).sum / 1_234
        #expect(abs(mean - values.reduce(0, +) / 1_234) < mean / 1_000)
    }
}

private func normal(_ random: inout SeededGenerator) -> Double {
    // The sum of twelve uniform numbers is as good as normal within three standard deviations.
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
}

private func exp10(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    var result = 1.0
    for _ in 0..<Int(abs(whole)) { result *= whole < 0 ? 0.1 : 10 }
    if result == 0 { return .leastNonzeroMagnitude }
    // Any number between two decades does.
    return result * (1 + 9 * (exponent - whole))
}
