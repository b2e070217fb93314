import CoreMetrics
import MartletTesting
import Testing

@testable import MartletMetrics

@Suite struct SeriesLimitsTests {
    private let logs = Logs()

    private func registry(_ change: (inout MetricsRegistry.Configuration) -> Void = { _ in }) -> MetricsRegistry {
        MetricsRegistry(MetricsRegistry.Configuration(change), logger: logs.logger)
    }

    // MARK: Limits

    @Test func seriesOverTheLimitAreCountedTogetherWithOneWarning() {
        let registry = registry { $0.maximumSeriesPerMetric = 3 }
        for number in 1...10 {
            registry.makeCounter(label: "hits", dimensions: [("user", "\(number)")]).increment(by: 1)
        }
        registry.makeCounter(label: "hits", dimensions: [("user", "2")]).increment(by: 1)
        registry.makeCounter(label: "other", dimensions: [("user", "4")]).increment(by: 1)
        #expect(
            registry.numbers() == [
                "hits{user=1}": 1, "hits{user=2}": 2, "hits{user=3}": 1, "hits{otel.metric.overflow=true}": 7,
                "other{user=4}": 1,
            ]
        )
        #expect(
            logs.lines == ["warning metric has too many series; further ones are counted together (hits)"]
        )
    }

    @Test func theOverflowHasValidLabelsAndThoseOfTheRegistry() {
        let registry = registry {
            $0.maximumSeriesPerMetric = 0
            $0.maximumLabels = 1
            $0.globalLabels = [MetricLabel(name: "zone", value: "eu")]
            $0.naming = MetricNaming(metric: { name, _ in name }, label: { $0.replacing(".", with: "_") })
        }
        registry.makeCounter(label: "hits", dimensions: [("a", "b")]).increment(by: 1)
        #expect(registry.numbers() == ["hits{zone=eu,otel_metric_overflow=true}": 1])
    }

    @Test(arguments: [Int.max, .min, 0, -1]) func anyLimitIsPossible(limit: Int) {
        let registry = registry {
            $0.maximumSeriesPerMetric = limit
            $0.maximumMetrics = limit
            $0.maximumLabels = limit
            $0.maximumNameLength = limit
            $0.maximumLabelValueLength = limit
        }
        for number in 1...3 { registry.makeCounter(label: "m", dimensions: [("k", "\(number)")]).increment(by: 1) }
        registry.makeMeter(label: "m", dimensions: []).set(1.0)
        #expect(registry.numbers().values.reduce(0, +) == (limit == .max ? 3 : 0))
    }

    @Test func anEmptyValueMayBeNoLabel() {
        let registry = registry {
            $0.globalLabels = [MetricLabel(name: "zone", value: "eu")]
            $0.naming.dropsEmptyValues = true
        }
        let counter = registry.makeCounter(label: "hits", dimensions: [("a", "")])
        #expect(counter === registry.makeCounter(label: "hits", dimensions: []))
        counter.increment(by: 1)
        registry.makeCounter(label: "hits", dimensions: [("zone", "")]).increment(by: 2)
        #expect(registry.numbers() == ["hits{zone=eu}": 1, "hits": 2])
        #expect(logs.lines.isEmpty)
        let keeping = self.registry()
        keeping.makeCounter(label: "hits", dimensions: [("a", "")]).increment(by: 1)
        #expect(keeping.numbers() == ["hits{a=}": 1])
    }

    @Test func metricsOverTheLimitAreDiscarded() {
        let registry = registry { $0.maximumMetrics = 2 }
        for number in 1...10 { registry.makeCounter(label: "m\(number)", dimensions: []).increment(by: 1) }
        registry.makeCounter(label: "m2", dimensions: [("a", "b")]).increment(by: 1)
        #expect(registry.numbers() == ["m1": 1, "m2": 1, "m2{a=b}": 1])
        // Also what is told is bounded.
        #expect(
            logs.lines == ["m3", "m4"].map { "warning metric is discarded: there are too many metrics (\($0))" }
        )
    }

    @Test func manyLabelsThatComeToOneNameAreNotRemembered() {
        let registry = registry {
            $0.maximumMetrics = 2
            $0.naming = MetricNaming(metric: { _, _ in "same" }, label: { $0 })
        }
        for number in 1...100 { registry.makeCounter(label: "m\(number)", dimensions: []).increment(by: 1) }
        #expect(registry.numbers() == ["same": 100])
        // The same kinds of calls find it, remembered or not.
        registry.makeMeter(label: "m1", dimensions: []).set(1.0)
        registry.makeMeter(label: "m99", dimensions: []).set(1.0)
        #expect(registry.numbers() == ["same": 100])
    }

    @Test func labelsThatHadToBeChangedAreWarnedAboutOnce() {
        let registry = registry {
            $0.maximumLabels = 2
            $0.maximumNameLength = 4
            $0.maximumLabelValueLength = 3
        }
        for _ in 0..<3 {
            let labels = [("longer", "value"), ("", "x"), ("b", "a\u{1}b"), ("c", "d")]
            registry.makeCounter(label: "counter", dimensions: labels).increment(by: 1)
        }
        #expect(registry.numbers() == ["coun{long=val,b=a b}": 3])
        #expect(
            logs.lines == [
                "warning metric has labels that are empty, too long, too many or have control characters (counter)"
            ]
        )
    }

    // MARK: Going

    @Test func whatIsDestroyedIsNotSeenAgainAndBeginsAtZero() {
        let registry = registry()
        let counter = registry.makeCounter(label: "hits", dimensions: [("a", "1")])
        let other = registry.makeCounter(label: "hits", dimensions: [("a", "1")])
        registry.makeCounter(label: "hits", dimensions: [("a", "2")]).increment(by: 5)
        counter.increment(by: 3)
        registry.destroyCounter(counter)
        #expect(registry.numbers() == ["hits{a=2}": 5])
        // Whoever shares it counts in vain, without harm.
        other.increment(by: 1)
        registry.destroyCounter(other)
        #expect(registry.numbers() == ["hits{a=2}": 5])
        registry.makeCounter(label: "hits", dimensions: [("a", "1")]).increment(by: 1)
        #expect(registry.numbers() == ["hits{a=1}": 1, "hits{a=2}": 5])
    }

    @Test func everyKindCanBeDestroyed() {
        let registry = registry()
        registry.destroyCounter(registry.makeCounter(label: "a", dimensions: []))
        registry.destroyFloatingPointCounter(registry.makeFloatingPointCounter(label: "b", dimensions: []))
        registry.destroyMeter(registry.makeMeter(label: "c", dimensions: []))
        registry.destroyRecorder(registry.makeRecorder(label: "d", dimensions: [], aggregate: true))
        registry.destroyRecorder(registry.makeRecorder(label: "e", dimensions: [], aggregate: false))
        registry.destroyTimer(registry.makeTimer(label: "f", dimensions: []))
        registry.destroyTimer(NOOPMetricsHandler.instance)
        #expect(registry.series().isEmpty)
    }

    @Test func aDestroyedSeriesMakesRoom() {
        let registry = registry { $0.maximumSeriesPerMetric = 2 }
        let first = registry.makeCounter(label: "hits", dimensions: [("a", "1")])
        _ = registry.makeCounter(label: "hits", dimensions: [("a", "2")])
        let overflow = registry.makeCounter(label: "hits", dimensions: [("a", "3")])
        registry.destroyCounter(first)
        registry.makeCounter(label: "hits", dimensions: [("a", "4")]).increment(by: 4)
        registry.destroyCounter(overflow)
        #expect(registry.numbers() == ["hits{a=2}": 0, "hits{a=4}": 4])
    }

    /// A table of all operations against a dictionary that does the same.
    @Test(arguments: [1, 2, 3] as [UInt64]) func makingAndDestroyingAgreeWithADictionary(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let registry = registry { $0.maximumSeriesPerMetric = 200 }
        var model: [String: Double] = [:]
        for _ in 0..<5_000 {
            let name = "\(Int.random(in: 0..<150, using: &random))"
            let counter = registry.makeCounter(label: "m", dimensions: [("k", name)])
            if Int.random(in: 0..<3, using: &random) == 0 {
                registry.destroyCounter(counter)
                model["m{k=\(name)}"] = nil
            } else {
                counter.increment(by: 1)
                model["m{k=\(name)}", default: 0] += 1
            }
        }
        #expect(registry.numbers() == model)
    }

    @Test func destroyingManyTakesTimeForEachOnly() {
        let registry = registry { $0.maximumSeriesPerMetric = 50_000 }
        let counters = (0..<50_000).map { registry.makeCounter(label: "m", dimensions: [("k", "\($0)")]) }
        let start = ContinuousClock.now
        for counter in counters { registry.destroyCounter(counter) }
        // It would be minutes if each removal looked at all.
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(registry.series().isEmpty)
    }
}
