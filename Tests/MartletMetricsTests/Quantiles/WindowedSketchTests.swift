import Testing

@testable import MartletMetrics

@Suite struct WindowedSketchTests {

    @Test func oldNumbersGoStepByStepAndTotalsStay() {
        var sketch = WindowedSketch(
            relativeAccuracy: 0.005,
            window: .sliding(.seconds(50), steps: 5)
        )
        let second: Int64 = 1_000_000_000
        for step in 0..<5 { sketch.record(Double(step + 1), at: Int64(step) * 10 * second) }
        #expect(sketch.read(drains: false, at: 49 * second).merged.quantile(0) == 1)
        let later = sketch.read(drains: false, at: 51 * second).merged
        #expect(later.quantile(0) == 2)
        #expect(later.count == 4)
        #expect(later.total?.count == 5)
        #expect(later.total?.sum == 15)
        #expect(sketch.read(drains: false, at: 71 * second).merged.quantile(0) == 4)
        let empty = sketch.read(drains: false, at: 1_000 * second)
        #expect(empty.merged.quantile(0.5) == nil)
        #expect(empty.merged.total?.count == 5)
        sketch.record(9, at: 1_001 * second)
        #expect(sketch.read(drains: false, at: 1_001 * second).merged.quantile(0.5) == 9)
    }

    @Test func withoutAWindowTimeDoesNotMatter() {
        var sketch = WindowedSketch(relativeAccuracy: 0.005, window: nil)
        sketch.record(1, at: 0)
        sketch.record(2, at: .max)
        let read = sketch.read(drains: true, at: 5)
        #expect(read.merged.count == 2)
        #expect(read.merged.total == nil)
        #expect(sketch.read(drains: false, at: 5).merged.isEmpty)
        #expect(sketch.totalCount == 0)
    }

    @Test func drainingEmptiesAllSteps() {
        var sketch = WindowedSketch(relativeAccuracy: 0.005, window: .sliding(.seconds(10), steps: 2))
        sketch.record(1, at: 0)
        sketch.record(2, at: 6_000_000_000)
        #expect(sketch.read(drains: true, at: 6_000_000_000).merged.count == 2)
        let after = sketch.read(drains: false, at: 6_000_000_000).merged
        #expect(after.isEmpty)
        #expect(after.total?.count == 0)
    }

    @Test func aWindowHasBounds() {
        #expect(QuantileWindow.sliding(.seconds(-1), steps: 0) == .sliding(.milliseconds(1), steps: 1))
        #expect(QuantileWindow.sliding(steps: 1_000) == .sliding(.seconds(600), steps: 60))
        #expect(QuantileWindow.sliding() == .sliding(.seconds(600), steps: 5))
    }
}
