import MartletTesting
import Testing

@testable import Martlet

@Suite struct LatencyHistogramTests {
    private let start = Timestamp.now

    private func histogram(_ latencies: [Duration]) -> LatencyHistogram {
        var histogram = LatencyHistogram(window: .seconds(30), start: start)
        for latency in latencies { histogram.record(latency, at: start) }
        return histogram
    }

    /// Whether an estimate is at most a sixteenth or two microseconds too large, and never too small.
    private func isClose(_ estimate: Duration?, to exact: Duration) -> Bool {
        guard let estimate else { return false }
        return estimate >= exact && estimate <= exact + max(exact / 16, .microseconds(2)) + .nanoseconds(1)
    }

    @Test func nothingIsKnownAtFirst() {
        #expect(histogram([]).quantile(0.5) == nil)
        #expect(histogram([]).count == 0)
    }

    @Test func aSingleLatencyIsEveryQuantile() {
        let histogram = histogram([.milliseconds(10)])
        for part in [0, 0.5, 0.95, 1] { #expect(isClose(histogram.quantile(part), to: .milliseconds(10))) }
    }

    @Test func theQuantileIsTheNearestRank() {
        let histogram = histogram((1...100).map { .milliseconds($0) })
        #expect(histogram.count == 100)
        for part in [0.01, 0.5, 0.9, 0.95, 0.99, 1] {
            #expect(isClose(histogram.quantile(part), to: .milliseconds(Int((part * 100).rounded()))), "\(part)")
        }
        // 95.1 of 100 are 96.
        #expect(isClose(histogram.quantile(0.951), to: .milliseconds(96)))
    }

    @Test func bucketsCoverAllDurationsWithoutGap() {
        var lower = Duration.zero
        for index in 0..<480 {
            let upper = LatencyHistogram.upperBound(ofBucket: index)
            #expect(upper > lower)
            #expect(LatencyHistogram.bucket(of: lower) == index)
            #expect(LatencyHistogram.bucket(of: upper - .nanoseconds(1)) == index)
            #expect((upper - lower) <= max(lower / 16, .nanoseconds(1_024)))
            lower = upper
        }
        #expect(lower > .seconds(2 * 60 * 60))
    }

    @Test func anyDurationHasABucket() {
        for duration in [Duration.seconds(-1), .nanoseconds(-1), .seconds(Int64.min), .zero] {
            #expect(LatencyHistogram.bucket(of: duration) == 0)
        }
        for duration in [Duration.seconds(9_000), .seconds(1_000_000), .seconds(Int64.max)] {
            #expect(LatencyHistogram.bucket(of: duration) == 479)
        }
    }

    @Test(arguments: 0..<10)
    func quantilesAreThoseOfAList(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let scale = generator.element(of: [100, 100_000, 100_000_000])
        let latencies = (0..<500).map { _ in
            Duration.nanoseconds(
                Int.random(in: 0...scale, using: &generator) * Int.random(in: 1...30, using: &generator)
            )
        }
        let histogram = histogram(latencies)
        let sorted = latencies.sorted()
        for part in [0.1, 0.5, 0.9, 0.95, 0.99, 0.999] {
            let rank = Int((part * 500).rounded(.up))
            #expect(isClose(histogram.quantile(part), to: sorted[rank - 1]), "\(part) of \(seed)")
        }
    }

    @Test func oldLatenciesAreForgotten() {
        var histogram = LatencyHistogram(window: .seconds(30), start: start)
        for _ in 0..<10 { histogram.record(.seconds(1), at: start) }
        var isNew: [Bool] = []
        var counts: [Int] = []
        var medians: [Duration?] = []
        // The second window keeps the first one, the third does not.
        for time in [29_999, 30_000, 59_999, 60_000] {
            isNew.append(histogram.record(.milliseconds(1), at: start.advanced(by: .milliseconds(time))))
            counts.append(histogram.count)
            medians.append(histogram.quantile(0.5))
        }
        #expect(isNew == [false, true, false, true])
        #expect(counts == [11, 12, 13, 3])
        #expect(medians[..<3].allSatisfy { isClose($0, to: .seconds(1)) } && isClose(medians[3], to: .milliseconds(1)))
    }

    @Test func aLongPauseForgetsBothWindows() {
        var histogram = LatencyHistogram(window: .seconds(30), start: start)
        for second in [0, 31] { histogram.record(.seconds(1), at: start.advanced(by: .seconds(second))) }
        #expect(histogram.count == 2)
        // The second window ended 30 seconds before.
        histogram.record(.milliseconds(1), at: start.advanced(by: .seconds(91)))
        #expect(histogram.count == 1)
        // A new window has begun there.
        let isNew = histogram.record(.milliseconds(1), at: start.advanced(by: .seconds(92)))
        #expect(!isNew && histogram.count == 2)
        var near = LatencyHistogram(window: .seconds(30), start: start)
        near.record(.seconds(1), at: start)
        near.record(.milliseconds(1), at: start.advanced(by: .milliseconds(59_999)))
        #expect(near.count == 2)
    }
}
