import MartletTesting
import Testing

@testable import MartletCloudWatch

@Suite struct CloudWatchDatumTests {
    // MARK: The literal cases of Go kit's cloudwatch2

    @Test func statistics() {
        #expect(StatisticSet([]) == StatisticSet(minimum: 0, maximum: 0, sum: 0, count: 0))
        #expect(StatisticSet([3.1416]) == StatisticSet(minimum: 3.1416, maximum: 3.1416, sum: 3.1416, count: 1))
        #expect(StatisticSet([1, 9]) == StatisticSet(minimum: 1, maximum: 9, sum: 10, count: 2))
        #expect(StatisticSet([5, 1, 9, 5]) == StatisticSet(minimum: 1, maximum: 9, sum: 20, count: 4))
        #expect(StatisticSet([-5, -1]) == StatisticSet(minimum: -5, maximum: -1, sum: -6, count: 2))
    }

    // MARK: Names of percentiles

    @Test(arguments: [
        (0.5, "_50"), (0.9, "_90"), (0.95, "_95"), (0.99, "_99"), (0.999, "_99.9"), (0.29, "_29"), (0.57, "_57"),
        (0.58, "_58"),
        (0.07, "_7"), (0.001, "_0.1"), (1e-7, "_0.00001"), (0, "_0"), (1, "_100"), (0.123_456, "_12.3456"),
        (0.1, "_10"),
        (0.01, "_1"), (0.055, "_5.5"), (.nan, "_0"), (-1, "_0"),
    ])
    func percentileNames(quantile: Double, suffix: String) {
        #expect(PercentileName.suffix(quantile) == suffix)
    }

    /// No quantile of a few digits has a long name.
    @Test func noNoiseInNames() {
        for thousandth in 1...1_000 {
            let name = PercentileName.suffix(Double(thousandth) / 1_000)
            #expect(name.utf8.count <= 5, "\(name)")
            #expect(Double(name.dropFirst()) == Double(thousandth) / 10)
        }
    }

    // MARK: Limits

    @Test func values() {
        #expect(CloudWatchLimits.value(1.5) == 1.5)
        #expect(CloudWatchLimits.value(0) == 0)
        #expect(CloudWatchLimits.value(.nan) == nil)
        #expect(CloudWatchLimits.value(.infinity) == nil)
        #expect(CloudWatchLimits.value(-.infinity) == nil)
        #expect(CloudWatchLimits.value(1.2e108) == nil)
        #expect(CloudWatchLimits.value(1.17e108) == 1.17e108)
        #expect(CloudWatchLimits.value(-1.17e108) == -1.17e108)
        #expect(CloudWatchLimits.value(1e-120) == 0)
        #expect(CloudWatchLimits.value(8.6e-109) == 8.6e-109)
    }

    @Test func names() {
        #expect(CloudWatchLimits.name("http.requests/s [1]") == "http.requests/s [1]")
        #expect(CloudWatchLimits.name("é\n\u{7F}") == "___")
        #expect(CloudWatchLimits.name("::a:") == "a:")
        #expect(CloudWatchLimits.name("") == nil)
        #expect(CloudWatchLimits.name("   ") == nil)
        #expect(CloudWatchLimits.name(":") == nil)
        #expect(CloudWatchLimits.name(String(repeating: "é", count: 300))?.utf8.count == 255)
        let cut = CloudWatchLimits.name(String(repeating: "a", count: 300), suffix: "_99.9")
        #expect(cut == String(repeating: "a", count: 250) + "_99.9")
        #expect(CloudWatchLimits.dimensionValue(String(repeating: "a", count: 2_000))?.utf8.count == 1_024)
        #expect(CloudWatchLimits.dimensionValue(" ") == nil)
        #expect(CloudWatchLimits.dimensionValue(":a") == ":a")
    }

    @Test func units() {
        #expect(CloudWatchUnit.name("seconds") == "Seconds")
        #expect(CloudWatchUnit.name("By") == "Bytes")
        #expect(CloudWatchUnit.name("ms") == "Milliseconds")
        #expect(CloudWatchUnit.name("furlongs") == nil)
    }

    // MARK: Distinct values

    @Test func distinctValues() {
        let distinct = DistinctValues([(3, 1), (1, 2), (3, 4), (2, 0)])
        #expect(distinct.values == [1, 3])
        #expect(distinct.counts == [2, 5])
    }

    @Test func aHundredAndFiftyAreKept() {
        let distinct = DistinctValues((1...150).map { (Double($0), 1) })
        #expect(distinct.values == (1...150).map { Double($0) })
    }

    @Test func theNearestAreMerged() {
        let distinct = DistinctValues([(1, 1), (10, 3), (10.1, 1), (100, 1)], limit: 3)
        #expect(distinct.values == [1, 10.025, 100])
        #expect(distinct.counts == [1, 4, 1])
        #expect(DistinctValues([(-2, 1), (-1, 1), (0, 1), (5, 1)], limit: 0).counts == [4])
    }

    @Test func mergingKeepsCountAndSum() {
        var random = SeededGenerator(seed: 8)
        for count in [151, 400, 5_000] {
            let pairs = (0..<count).map { _ in
                (
                    value: Double.random(in: -10...1_000, using: &random),
                    count: Double(Int.random(in: 1...9, using: &random))
                )
            }
            let distinct = DistinctValues(pairs)
            #expect(distinct.values.count == 150)
            #expect(distinct.values == distinct.values.sorted())
            #expect(distinct.counts.reduce(0, +) == pairs.reduce(0) { $0 + $1.count })
            let sum = zip(distinct.values, distinct.counts).reduce(0) { $0 + $1.0 * $1.1 }
            let expected = pairs.reduce(0) { $0 + $1.value * $1.count }
            #expect(abs(sum - expected) < abs(expected) * 1e-9)
        }
    }
}
