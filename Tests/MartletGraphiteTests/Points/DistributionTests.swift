import CoreMetrics
import MartletMetrics
import Testing

@testable import MartletGraphite

@Suite struct DistributionTests {
    /// What a registry has kept of some values.
    private func kept(_ values: [Double], _ aggregation: DistributionAggregation) -> Distribution? {
        let registry = MetricsRegistry(MetricsRegistry.Configuration { $0.distribution = aggregation })
        let recorder = Recorder(label: "r", factory: registry)
        for value in values { recorder.record(value) }
        var distribution: Distribution?
        registry.drain { $0.forEachSeries { distribution = Distribution($0.value) } }
        return distribution
    }

    /// Go kit's case of two values.
    @Test(arguments: [DistributionAggregation.quantiles(), .samples()])
    func twoValues(aggregation: DistributionAggregation) throws {
        let distribution = try #require(kept([50, 10], aggregation))
        #expect(distribution.quantile(0.5) == 10)
        for quantile in [0.9, 0.95, 0.99] { #expect(distribution.quantile(quantile) == 50) }
        #expect(distribution.count == 2)
        #expect(distribution.sum == 60)
    }

    @Test(arguments: [DistributionAggregation.quantiles(), .samples(), .buckets([1])])
    func noValues(aggregation: DistributionAggregation) {
        #expect(kept([], aggregation) == nil)
    }

    @Test func samplesAreRanked() throws {
        let hundred = try #require(kept((1...100).map(Double.init), .samples()))
        #expect(hundred.quantile(0.5) == 50)
        #expect(hundred.quantile(0.9) == 90)
        #expect(hundred.quantile(0.99) == 99)
        #expect(hundred.quantile(0) == 1)
        #expect(hundred.quantile(1) == 100)
    }

    /// What was left out is in the estimates of count and sum.
    @Test func samplesAboveTheLimit() throws {
        let some = try #require(kept([2, 4, 1, 1, 1, 1], .samples(limit: 2)))
        #expect(some.count == 6)
        #expect(some.sum == 18)
        #expect(some.quantile(0.99) == 4)
    }

    @Test func bucketsAreInterpolated() throws {
        let values = [1.0, 1, 5, 15, 15, 15, 15, 15, 25, 100]
        let buckets = try #require(kept(values, .buckets([10, 20, 30])))
        #expect(buckets.count == 10)
        #expect(buckets.sum == 207)
        #expect(abs(buckets.quantile(0.3) - 10) < 1e-9)
        #expect(abs(buckets.quantile(0.5) - 14) < 1e-9)
        #expect(abs(buckets.quantile(0.9) - 30) < 1e-9)
        #expect(buckets.quantile(0.99) == 30)
        let negative = try #require(kept([-15], .buckets([-10, 0])))
        #expect(negative.quantile(0.5) == -10)
    }
}
