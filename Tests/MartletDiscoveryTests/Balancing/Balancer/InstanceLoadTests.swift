import Martlet
import Testing

@testable import MartletDiscovery

struct InstanceLoadTests {
    private func cost(_ load: InstanceLoad, at milliseconds: Int, share: Float = 1) -> Float {
        load.cost(at: moment(milliseconds).nanoseconds, share: share)
    }

    private func load() -> InstanceLoad {
        let load = InstanceLoad()
        load.averageLatency(decay: 10_000_000_000)
        return load
    }

    private func expect(_ value: Float, isNear expected: Float) {
        #expect(abs(value - expected) <= 0.02 * expected, "\(value) is not \(expected)")
    }

    @Test func pendingCounts() {
        let load = InstanceLoad()
        #expect(load.pending == 0)
        load.begin(at: moment(0))
        load.begin(at: moment(1))
        #expect(load.pending == 2)
        load.end(began: moment(0), at: moment(5), .success)
        load.end(began: moment(1), at: moment(5), .ignored)
        #expect(load.pending == 0)
    }

    @Test func neverBelowNought() {
        let load = InstanceLoad()
        load.end(began: moment(0), at: moment(1), .success)
        #expect(load.pending == 0)
    }

    @Test func thousandsAtTheSameTime() async {
        let load = load()
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        load.begin(at: moment(0))
                        load.end(began: moment(0), at: moment(20), .success)
                    }
                }
            }
        }
        #expect(load.pending == 0)
        expect(cost(load, at: 20), isNear: 20e6)
    }

    @Test func unknownIsTriedByOneCallAtATime() {
        let load = load()
        #expect(cost(load, at: 0).isNaN)
        load.begin(at: moment(0))
        let one = cost(load, at: 0)
        #expect(one > 3_600e9)
        load.begin(at: moment(0))
        #expect(cost(load, at: 0) > one)
    }

    @Test func costIsLatencyTimesCalls() {
        let load = load()
        load.begin(at: moment(0))
        load.end(began: moment(0), at: moment(100), .success)
        expect(cost(load, at: 100), isNear: 100e6)
        load.begin(at: moment(100))
        load.begin(at: moment(100))
        expect(cost(load, at: 100), isNear: 300e6)
        expect(cost(load, at: 100, share: 0.5), isNear: 200e6)
    }

    @Test func ignoredSaysNothing() {
        let load = load()
        load.begin(at: moment(0))
        load.end(began: moment(0), at: moment(5_000), .ignored)
        #expect(cost(load, at: 5_000).isNaN)
    }

    /// As by `Hedge`, whose calls to an instance that hangs are all cancelled.
    @Test func whatIsGivenUpTookAtLeastSoLong() {
        let load = load()
        load.begin(at: moment(0))
        load.end(began: moment(0), at: moment(10), .success)
        load.begin(at: moment(20))
        load.end(began: moment(20), at: moment(520), .ignored)
        expect(cost(load, at: 520), isNear: 500e6)
        // A quick one says nothing, neither good nor bad.
        load.begin(at: moment(520))
        load.end(began: moment(520), at: moment(521), .ignored)
        expect(cost(load, at: 521), isNear: 500e6)
    }

    @Test func whatIsGivenUpDoesNotBreakTheSilence() {
        let load = load()
        load.begin(at: moment(0))
        load.end(began: moment(0), at: moment(10), .success)
        load.begin(at: moment(1_000))
        load.begin(at: moment(5_999))
        load.end(began: moment(5_999), at: moment(6_000), .ignored)
        expect(cost(load, at: 6_000), isNear: 2 * 5_000e6)
    }

    @Test func silenceIsExpensive() {
        let load = load()
        load.begin(at: moment(0))
        load.end(began: moment(0), at: moment(10), .success)
        load.begin(at: moment(1_000))
        expect(cost(load, at: 1_005), isNear: 2 * 10e6 * 0.905)
        expect(cost(load, at: 6_000), isNear: 2 * 5_000e6)
        // An answer to one of two shows that it lives.
        load.begin(at: moment(6_000))
        load.end(began: moment(6_000), at: moment(6_010), .success)
        #expect(cost(load, at: 6_010) < 40e6)
    }

    @Test func nobodyWantsAnAverage() {
        let load = InstanceLoad()
        load.begin(at: moment(0))
        load.end(began: moment(0), at: moment(100), .success)
        #expect(cost(load, at: 100).isNaN)
    }
}
