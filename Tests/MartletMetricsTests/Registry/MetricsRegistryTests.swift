import CoreMetrics
import MartletTesting
import Synchronization
import Testing

@testable import MartletMetrics

@Suite struct MetricsRegistryTests {
    private let logs = Logs()

    private func registry(_ change: (inout MetricsRegistry.Configuration) -> Void = { _ in }) -> MetricsRegistry {
        MetricsRegistry(MetricsRegistry.Configuration(change), logger: logs.logger)
    }

    // MARK: Identity

    @Test func theSameLabelsAreTheSameSeriesInAnyOrder() {
        let registry = registry()
        let first = registry.makeCounter(label: "hits", dimensions: [("a", "1"), ("b", "2")])
        let again = registry.makeCounter(label: "hits", dimensions: [("a", "1"), ("b", "2")])
        let turned = registry.makeCounter(label: "hits", dimensions: [("b", "2"), ("a", "1")])
        #expect(first === again)
        #expect(first === turned)
        let fractions = registry.makeFloatingPointCounter(label: "hits", dimensions: [("a", "1"), ("b", "2")])
        #expect(first === fractions)
        #expect(registry.makeCounter(label: "hits", dimensions: [("a", "2"), ("b", "1")]) !== first)
        #expect(registry.makeCounter(label: "hits", dimensions: [("a", "1")]) !== first)
        #expect(registry.makeCounter(label: "misses", dimensions: [("a", "1"), ("b", "2")]) !== first)
        #expect(Set(registry.series().keys) == ["hits{a=1,b=2}", "hits{a=2,b=1}", "hits{a=1}", "misses{a=1,b=2}"])
    }

    @Test func aLabelThatIsGivenTwiceHasItsLastValue() {
        let registry = registry()
        registry.makeCounter(label: "hits", dimensions: [("a", "1"), ("b", "2"), ("a", "3")]).increment(by: 1)
        registry.makeCounter(label: "hits", dimensions: [("a", "3"), ("b", "2")]).increment(by: 1)
        #expect(registry.numbers() == ["hits{a=3,b=2}": 2])
    }

    @Test func namesAndValuesDoNotRunIntoEachOther() {
        let registry = registry()
        registry.makeCounter(label: "hits", dimensions: [("a", "b"), ("c", "")]).increment(by: 1)
        registry.makeCounter(label: "hits", dimensions: [("a", ""), ("b", "c")]).increment(by: 1)
        registry.makeCounter(label: "hits", dimensions: [("ab", "c")]).increment(by: 1)
        #expect(registry.series().count == 3)
    }

    @Test func globalLabelsComeFirstAndAMetricsOwnWin() {
        let registry = registry {
            $0.globalLabels = [
                MetricLabel(name: "host", value: "a"), MetricLabel(name: "zone", value: "eu\n1"),
                MetricLabel(name: "", value: "x"),
            ]
        }
        registry.makeCounter(label: "hits", dimensions: [("path", "/"), ("host", "b")]).increment(by: 1)
        registry.makeCounter(label: "hits", dimensions: []).increment(by: 2)
        #expect(registry.numbers() == ["hits{host=b,zone=eu 1,path=/}": 1, "hits{host=a,zone=eu 1}": 2])
    }

    @Test func familiesAndSeriesKeepTheirOrder() {
        let registry = registry()
        for name in ["z", "a", "m"] {
            for value in ["3", "1", "2"] { _ = registry.makeMeter(label: name, dimensions: [("v", value)]) }
        }
        var order: [String] = []
        registry.collect { family in family.forEachSeries { order.append(family.name + $0.labels[0].value) } }
        #expect(order == ["z3", "z1", "z2", "a3", "a1", "a2", "m3", "m1", "m2"])
    }

    // MARK: Kinds

    @Test func eachKindIsWhatItSays() {
        let registry = registry { $0.distribution = .buckets([1]) }
        _ = registry.makeCounter(label: "counter", dimensions: [])
        _ = registry.makeMeter(label: "meter", dimensions: [])
        _ = registry.makeRecorder(label: "gauge", dimensions: [], aggregate: false)
        _ = registry.makeRecorder(label: "histogram", dimensions: [], aggregate: true)
        _ = registry.makeTimer(label: "timer", dimensions: [])
        var kinds: [String: MetricKind] = [:]
        registry.collect { kinds[$0.name] = $0.kind }
        #expect(
            kinds == [
                "counter": .counter, "meter": .gauge, "gauge": .gauge, "histogram": .histogram, "timer": .timer,
            ]
        )
        #expect(kinds.values.map(\.description).sorted() == ["counter", "gauge", "gauge", "histogram", "timer"])
    }

    @Test func theFirstKindWinsAndTheOtherIsDiscardedWithOneWarning() {
        let registry = registry()
        registry.makeCounter(label: "jobs", dimensions: []).increment(by: 1)
        for _ in 0..<3 { registry.makeMeter(label: "jobs", dimensions: []).set(7.0) }
        registry.makeRecorder(label: "jobs", dimensions: [], aggregate: true).record(7.0)
        registry.makeTimer(label: "jobs", dimensions: []).recordNanoseconds(7)
        #expect(registry.numbers() == ["jobs": 1])
        #expect(
            logs.lines == ["warning metric is discarded: it was made as a counter first and is not a gauge (jobs)"]
        )
    }

    @Test func aMeterAndAGaugeAreOneKind() {
        let registry = registry()
        registry.makeMeter(label: "load", dimensions: []).set(1.5)
        registry.makeRecorder(label: "load", dimensions: [], aggregate: false).record(2.5)
        #expect(registry.numbers() == ["load": 2.5])
        #expect(logs.lines.isEmpty)
    }

    // MARK: Names

    @Test func labelsThatComeToOneNameShareTheirSeries() {
        let registry = registry {
            $0.naming = MetricNaming(metric: { name, _ in name.lowercased() }, label: { $0.lowercased() })
        }
        registry.makeCounter(label: "Hits", dimensions: [("A", "x"), ("a", "y")]).increment(by: 1)
        registry.makeCounter(label: "hits", dimensions: [("a", "y")]).increment(by: 2)
        registry.makeMeter(label: "HITS", dimensions: []).set(1.0)
        #expect(registry.numbers() == ["hits{a=y}": 3])
        #expect(logs.lines == ["warning metric is discarded: the counter hits has its name (HITS)"])
    }

    @Test func aMetricTakesUpAllItsNames() {
        let registry = registry {
            $0.naming = MetricNaming(
                metric: { name, _ in name },
                label: { $0 },
                taken: { name, kind in kind == .histogram ? [name, name + "_count"] : [name] }
            )
            $0.naming.reserved = ["up"]
        }
        registry.makeCounter(label: "b_count", dimensions: []).increment(by: 1)
        registry.makeRecorder(label: "a", dimensions: [], aggregate: true).record(1.0)
        registry.makeCounter(label: "a_count", dimensions: []).increment(by: 1)
        registry.makeRecorder(label: "b", dimensions: [], aggregate: true).record(1.0)
        registry.makeMeter(label: "up", dimensions: []).set(1.0)
        #expect(registry.numbers() == ["b_count": 1, "a": 1])
        #expect(
            logs.lines == [
                "warning metric is discarded: the histogram a has its name (a_count)",
                "warning metric is discarded: the counter b_count has its name (b)",
                "warning metric is discarded: its name is reserved (up)",
            ]
        )
    }

    @Test func aMetricWithoutANameIsDiscarded() {
        let registry = registry()
        registry.makeCounter(label: "", dimensions: []).increment(by: 1)
        #expect(registry.series().isEmpty)
        #expect(logs.lines == ["warning metric is discarded: it has no name ()"])
    }

    // MARK: Descriptions

    @Test func aDescriptionCountsBeforeTheMetricIsMade() {
        let registry = registry()
        registry.describe("latency", help: "How long.", unit: "ms", distribution: .buckets([1, 2]))
        registry.makeRecorder(label: "latency", dimensions: [], aggregate: true).record(1.5)
        registry.describe("latency", help: "Other.")
        registry.makeTimer(label: "wait", dimensions: []).recordNanoseconds(1)
        var families: [MetricFamily] = []
        registry.collect { families.append($0) }
        #expect(families.map(\.help) == ["How long.", nil])
        #expect(families.map(\.unit) == ["ms", "seconds"])
        #expect(registry.series()["latency"]?.value.buckets?.counts == [0, 1, 0])
        #expect(registry.series()["wait"]?.value.sketch?.count == 1)
        #expect(
            logs.lines == ["warning metric was made before it was described; the description does not count (latency)"]
        )
    }

    // MARK: Reading

    @Test func drainingResetsAndCollectingDoesNot() {
        let registry = registry()
        registry.makeCounter(label: "c", dimensions: []).increment(by: 2)
        registry.makeMeter(label: "g", dimensions: []).set(3.0)
        registry.makeRecorder(label: "h", dimensions: [], aggregate: true).record(4.0)
        #expect(registry.numbers() == ["c": 2, "g": 3, "h": 1])
        #expect(registry.numbers() == ["c": 2, "g": 3, "h": 1])
        #expect(registry.series(drains: true).values.allSatisfy { $0.isUpdated })
        let after = registry.series(drains: true)
        #expect(after.mapValues(\.value.number) == ["c": 0, "g": 3, "h": 0])
        #expect(!after.values.contains { $0.isUpdated })
    }

    @Test func seriesThatAreMadeWhileReadingComeNextTime() {
        let registry = registry()
        _ = registry.makeCounter(label: "a", dimensions: [("k", "1")])
        var seen = 0
        registry.collect { family in
            family.forEachSeries { _ in
                seen += 1
                // Nothing is locked meanwhile.
                _ = registry.makeCounter(label: "a", dimensions: [("k", "2")])
                _ = registry.makeCounter(label: "b", dimensions: [])
            }
        }
        #expect(seen == 1)
        #expect(registry.series().count == 3)
    }

    @Test func errorsOfTheReaderPass() {
        struct Problem: Error {}
        let registry = registry()
        _ = registry.makeCounter(label: "a", dimensions: [])
        #expect(throws: Problem.self) { try registry.collect { _ in throw Problem() } }
        #expect(throws: Problem.self) {
            try registry.drain { family in try family.forEachSeries { _ in throw Problem() } }
        }
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = registry { $0.distribution = .buckets([0.5]) }
        let drained = Atomic(0)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 0..<10_000 {
                        let labels = [("k", "\(number % 7)")]
                        registry.makeCounter(label: "c", dimensions: labels).increment(by: 1)
                        registry.makeRecorder(label: "h", dimensions: labels, aggregate: true).record(1.0)
                    }
                }
            }
            for _ in 0..<50 {
                drained.wrappingAdd(Int(registry.numbers(drains: true).values.reduce(0, +)), ordering: .relaxed)
                await Task.yield()
            }
        }
        drained.wrappingAdd(Int(registry.numbers(drains: true).values.reduce(0, +)), ordering: .relaxed)
        #expect(drained.load(ordering: .relaxed) == 80_000)
    }

    // MARK: Factories

    @Test func aFactoryWithARegistryPassesAllOn() {
        struct Exporter: RegistryBackedMetricsFactory {
            let registry: MetricsRegistry
        }
        let exporter = Exporter(registry: registry())
        let counter = Counter(label: "c", factory: exporter)
        counter.increment(by: 2)
        let fractions = FloatingPointCounter(label: "f", factory: exporter)
        fractions.increment(by: 0.5)
        let meter = Meter(label: "m", factory: exporter)
        meter.set(3)
        let gauge = Gauge(label: "g", factory: exporter)
        gauge.record(4)
        let recorder = Recorder(label: "r", aggregate: true, factory: exporter)
        recorder.record(1)
        let timer = Timer(label: "t", factory: exporter)
        timer.recordSeconds(1)
        #expect(exporter.registry.numbers() == ["c": 2, "f": 0.5, "m": 3, "g": 4, "r": 1, "t": 1])
        counter.destroy()
        fractions.destroy()
        meter.destroy()
        gauge.destroy()
        recorder.destroy()
        timer.destroy()
        #expect(exporter.registry.series().isEmpty)
    }

    @Test func severalRegistriesCountBesideEachOther() {
        let first = registry()
        let second = registry()
        let both = MultiplexMetricsHandler(factories: [first, second])
        let counter = Counter(label: "c", factory: both)
        counter.increment(by: 123)
        #expect(first.numbers(drains: true) == ["c": 123])
        counter.increment(by: 456)
        #expect(first.numbers() == ["c": 456])
        #expect(second.numbers() == ["c": 579])
    }
}
