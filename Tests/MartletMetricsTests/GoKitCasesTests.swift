import CoreMetrics
import MartletTesting
import Testing

@testable import MartletMetrics

/// The sums of Go kit's `Space`, and its counters and gauges: inventory, section 23.
@Suite struct GoKitCasesTests {
    private let registry = MetricsRegistry()

    @Test func sumsByNameAndLabels() {
        let observations: [(String, [(String, String)], [Int64])] = [
            ("metric_one", [], [1, 2, 16]), ("metric_one", [("a", "1"), ("b", "2")], [4, 8]),
            ("metric_one", [("a", "1"), ("b", "3")], [32]), ("metric_two", [], [64, 128]),
            ("metric_two", [("a", "1"), ("b", "2")], [256]),
        ]
        for (name, labels, amounts) in observations {
            for amount in amounts { registry.makeCounter(label: name, dimensions: labels).increment(by: amount) }
        }
        let sums: [String: Double] = [
            "metric_one": 19, "metric_one{a=1,b=2}": 12, "metric_one{a=1,b=3}": 32, "metric_two": 192,
            "metric_two{a=1,b=2}": 256,
        ]
        #expect(registry.numbers(drains: true) == sums)
        #expect(registry.numbers(drains: true) == sums.mapValues { _ in 0 })
    }

    @Test func aCounterIsReadAndReset() {
        let counter = registry.makeCounter(label: "c", dimensions: [])
        for amount in [123, 456, 789] as [Int64] { counter.increment(by: amount) }
        #expect(registry.numbers(drains: true) == ["c": 1_368])
        #expect(registry.numbers() == ["c": 0])
    }

    @Test func randomAdditionsSumExactly() {
        var random = SeededGenerator(seed: 1)
        let counter = registry.makeFloatingPointCounter(label: "c", dimensions: [])
        var sum = 0.0
        for _ in 0..<1_000 {
            let amount = Double(Int.random(in: 0..<100, using: &random))
            counter.increment(by: amount)
            sum += amount
        }
        #expect(registry.numbers() == ["c": sum])
    }

    @Test func aGaugeIsSetAndAddedTo() {
        let gauge = registry.makeMeter(label: "g", dimensions: [])
        for value in [9.0, 8, 7] { gauge.set(value) }
        gauge.increment(by: 3)
        #expect(registry.numbers() == ["g": 10])
    }

    @Test func manyObserveWhileOthersAskForQuantiles() async {
        let recorder = registry.makeRecorder(label: "h", dimensions: [], aggregate: true)
        await withTaskGroup { group in
            for worker in 0..<100 {
                group.addTask {
                    for number in 0..<1_000 {
                        recorder.record(Double(number))
                        if number % 100 == worker { _ = registry.series()["h"]?.value.sketch?.quantile(0.9) }
                    }
                }
            }
        }
        #expect(registry.series()["h"]?.value.sketch?.count == 100_000)
        #expect(registry.series()["h"]?.value.sketch?.sum == 49_950_000)
    }
}
