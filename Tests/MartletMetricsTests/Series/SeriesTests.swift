import CoreMetrics
import Testing

@testable import MartletMetrics

@Suite struct SeriesTests {
    private let logs = Logs()

    private func registry(
        _ distribution: DistributionAggregation = .quantiles(),
        _ change: (inout MetricsRegistry.Configuration) -> Void = { _ in }
    ) -> MetricsRegistry {
        var configuration = MetricsRegistry.Configuration { $0.distribution = distribution }
        change(&configuration)
        return MetricsRegistry(configuration, logger: logs.logger)
    }

    // MARK: Counters

    @Test func aCounterAddsWholeNumbersAndFractions() {
        let registry = registry()
        let counter = registry.makeCounter(label: "c", dimensions: [])
        let fractions = registry.makeFloatingPointCounter(label: "c", dimensions: [])
        counter.increment(by: 2)
        fractions.increment(by: 0.25)
        #expect(registry.numbers() == ["c": 2.25])
        counter.reset()
        #expect(registry.numbers() == ["c": 0])
    }

    @Test func aCounterNeverFalls() {
        let registry = registry()
        let counter = registry.makeCounter(label: "c", dimensions: [])
        let fractions = registry.makeFloatingPointCounter(label: "c", dimensions: [])
        counter.increment(by: 5)
        for _ in 0..<3 {
            counter.increment(by: -1)
            counter.increment(by: .min)
            fractions.increment(by: -0.5)
        }
        counter.increment(by: 0)
        fractions.increment(by: 0.0)
        fractions.increment(by: -0.0)
        #expect(registry.numbers() == ["c": 5])
        #expect(logs.lines == ["warning counter was to be decreased; that is ignored (c)"])
    }

    @Test func aCounterTakesNoInfinityAndNothingThatIsNoNumber() {
        let registry = registry()
        let fractions = registry.makeFloatingPointCounter(label: "c", dimensions: [])
        fractions.increment(by: .nan)
        fractions.increment(by: .infinity)
        fractions.increment(by: 1.5)
        #expect(registry.numbers() == ["c": 1.5])
        #expect(logs.lines == ["warning metric was given a value that is not a finite number (c)"])
    }

    @Test func aCounterDoesNotOverflow() {
        let registry = registry()
        let counter = registry.makeCounter(label: "c", dimensions: [])
        for _ in 0..<3 { counter.increment(by: .max) }
        counter.increment(by: 1 << 40)
        counter.increment(by: (1 << 40) + 1)
        let value = registry.numbers()["c"] ?? 0
        #expect(value == 3 * Double(Int64.max) + 2 * Double(1 << 40 as Int64) + 1)
    }

    // MARK: Gauges

    @Test func aGaugeGoesUpAndDownAndKeepsItsValue() {
        let registry = registry()
        let meter = registry.makeMeter(label: "g", dimensions: [])
        meter.set(9.0)
        meter.increment(by: 3)
        meter.decrement(by: 2.5)
        #expect(registry.numbers(drains: true) == ["g": 9.5])
        // Go kit's gauges begin at 0 again after a flush.
        meter.increment(by: 1)
        let series = registry.series(drains: true)["g"]
        #expect(series?.value.number == 10.5)
        #expect(series?.isUpdated == true)
        #expect(registry.series(drains: true)["g"]?.isUpdated == false)
        meter.set(Int64(-4))
        #expect(registry.numbers() == ["g": -4])
        meter.set(Double.infinity)
        #expect(registry.numbers() == ["g": .infinity])
    }

    // MARK: Buckets

    @Test func aValueLiesInTheFirstBucketThatHoldsIt() {
        let registry = registry(.buckets([1, 2, 5]))
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        for value: Double in [-3, 0.5, 1, 1.0000001, 2, 4, 5, 5.1, 1e300] { recorder.record(value) }
        recorder.record(Int64(2))
        let distribution = registry.series()["h"]?.value.buckets
        #expect(distribution?.upperBounds == [1, 2, 5])
        #expect(distribution?.counts == [3, 3, 2, 2])
        #expect(distribution?.count == 10)
        #expect(distribution?.sum == 1e300)
        #expect(distribution?.exemplars.isEmpty == true)
    }

    @Test(arguments: [0, 1, 2, 15, 16, 17, 31, 33, 64, 200]) func anyNumberOfBuckets(count: Int) {
        let bounds = (0..<count).map { Double($0) * 1.5 }
        let registry = registry(.buckets(bounds))
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        var expected = Array(repeating: UInt64(0), count: count + 1)
        let values: [Double] = bounds.flatMap { [$0, $0 - 0.01, $0 + 0.01] } + [-1, 1e9]
        for value in values {
            recorder.record(value)
            expected[bounds.firstIndex { value <= $0 } ?? count] += 1
        }
        #expect(registry.series()["h"]?.value.buckets?.counts == expected)
    }

    @Test func boundsAreSortedAndCleaned() {
        let registry = registry(.buckets([5, 1, .nan, 1, .infinity, -.infinity, 2]))
        _ = registry.makeTimer(label: "h", dimensions: [])
        #expect(registry.series()["h"]?.value.buckets?.upperBounds == [1, 2, 5])
    }

    @Test func infinityIsCountedAndNotSummedAndNotANumberIsLeftOut() {
        let registry = registry(.buckets([0, 1]))
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        for value: Double in [.infinity, -.infinity, .nan, 0.5, .signalingNaN] { recorder.record(value) }
        let distribution = registry.series()["h"]?.value.buckets
        #expect(distribution?.counts == [1, 1, 1])
        #expect(distribution?.sum == 0.5)
        #expect(logs.lines == ["warning metric was given a value that is not a finite number (h)"])
    }

    @Test func drainingEmptiesBucketsAndTheirExemplars() {
        let registry = registry(.buckets([1])) { $0.exemplar = { [MetricLabel(name: "trace_id", value: "t")] } }
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        recorder.record(0.5)
        let first = registry.series(drains: true)["h"]?.value.buckets
        #expect(first?.sum == 0.5)
        #expect(first?.exemplars.map { $0?.value } == [0.5, nil])
        let second = registry.series(drains: true)["h"]
        #expect(second?.isUpdated == false)
        #expect(second?.value.buckets?.sum == 0)
        #expect(second?.value.buckets?.counts == [0, 0])
        #expect(second?.value.buckets?.exemplars.map { $0?.value } == [nil, nil])
    }

    @Test func eachBucketKeepsItsLastTracedValue() {
        struct Current { @TaskLocal static var trace: String? }
        let registry = registry(.buckets([1, 2])) {
            $0.exemplar = { Current.trace.map { [MetricLabel(name: "trace_id", value: $0)] } }
        }
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        Current.$trace.withValue("a") { recorder.record(0.25) }
        Current.$trace.withValue("b") { recorder.record(0.5) }
        recorder.record(0.75)
        Current.$trace.withValue("c") { recorder.record(3.0 as Double) }
        let exemplars = registry.series()["h"]?.value.buckets?.exemplars
        #expect(exemplars?.map { $0?.labels.first?.value } == ["b", nil, "c"])
        #expect(exemplars?.map { $0?.value } == [0.5, nil, 3])
        #expect((exemplars?.first??.time ?? 0) > 1_600_000_000_000_000_000)
    }

    // MARK: Quantiles and samples

    @Test func aSketchLeavesOutWhatIsNotFinite() {
        let registry = registry()
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        for value: Double in [.infinity, .nan, 2, -.infinity] { recorder.record(value) }
        recorder.record(Int64(4))
        let sketch = registry.series()["h"]?.value.sketch
        #expect(sketch?.count == 2)
        #expect(sketch?.sum == 6)
        #expect(sketch?.maximum == 4)
        #expect(logs.lines.count == 1)
    }

    @Test func samplesAreKeptUpToALimit() {
        let registry = registry(.samples(limit: 3))
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        for value: Double in [1, .nan, 2, 3, 4, 5] { recorder.record(value) }
        let samples = registry.series(drains: true)["h"]?.value.samples
        #expect(samples?.values == [1, 2, 3])
        #expect(samples?.dropped == 2)
        #expect(samples?.rate == 1)
        recorder.record(Int64(6))
        #expect(registry.series(drains: true)["h"]?.value.samples?.values == [6])
        let empty = registry.series(drains: true)["h"]
        #expect(empty?.isUpdated == false)
        #expect(empty?.value.samples?.dropped == 0)
    }

    @Test func samplesAreChosenByTheirRate() {
        let registry = registry(.samples(limit: 100_000, rate: 0.25))
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        for _ in 0..<40_000 { recorder.record(1.0) }
        let samples = registry.series()["h"]?.value.samples
        // Ten standard deviations.
        #expect((9_100...10_900).contains(samples?.values.count ?? 0))
        #expect(samples?.rate == 0.25)
        #expect(samples?.dropped == 0)
        let none = self.registry(.samples(rate: -1))
        none.makeRecorder(label: "h", dimensions: [], aggregate: true).record(1.0)
        #expect(none.series()["h"]?.value.samples?.values == [])
    }

    // MARK: Timers

    @Test(arguments: [
        (MetricTimeUnit.seconds, 0.1), (.milliseconds, 100), (.microseconds, 100_000), (.nanoseconds, 100_000_000),
    ]) func timersHaveAUnit(unit: MetricTimeUnit, expected: Double) {
        for distribution in [.buckets([1e9]), .samples(), .quantiles()] as [DistributionAggregation] {
            let registry = registry(distribution) { $0.timerUnit = unit }
            Timer(label: "t", factory: registry).recordMilliseconds(100)
            let value = registry.series()["t"]?.value
            let sum = value?.buckets?.sum ?? value?.sketch?.sum ?? value?.samples?.values.first
            #expect(sum == expected)
            registry.collect { #expect($0.unit == unit.description) }
        }
    }

    @Test func negativeDurationsAreZero() {
        for distribution in [.buckets([0]), .samples(), .quantiles()] as [DistributionAggregation] {
            let registry = registry(distribution)
            registry.makeTimer(label: "t", dimensions: []).recordNanoseconds(-5)
            registry.makeTimer(label: "t", dimensions: []).recordNanoseconds(.min)
            let value = registry.series()["t"]?.value
            #expect(value?.number == 2)
            #expect((value?.buckets?.sum ?? value?.sketch?.minimum ?? value?.samples?.values.min()) == 0)
            #expect(value?.buckets?.counts ?? [2, 0] == [2, 0])
        }
    }
}
