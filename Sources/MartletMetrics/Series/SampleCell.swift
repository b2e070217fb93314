import CoreMetrics
import Synchronization

/// A histogram that keeps its values until they are sent.
final class SampleCell: MetricCell, RecorderHandler, TimerHandler {
    private struct State {
        var values: [Double] = []
        var dropped: UInt64 = 0
        var generator = SamplingGenerator()
    }

    let identity: SeriesIdentity
    private let limit: Int
    private let rate: Double
    private let unit: MetricTimeUnit
    private let state = Mutex(State())

    init(_ identity: SeriesIdentity, limit: Int, rate: Double, unit: MetricTimeUnit) {
        self.identity = identity
        self.limit = limit
        self.rate = rate
        self.unit = unit
    }

    var recorder: (any RecorderHandler)? { self }
    var timer: (any TimerHandler)? { self }

    func record(_ value: Int64) { observe(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return identity.warn(.notFinite) }
        observe(value)
    }

    func recordNanoseconds(_ duration: Int64) { observe(unit.value(ofNanoseconds: duration)) }

    private func observe(_ value: Double) {
        state.withLock { state in
            guard rate >= 1 || Double.random(in: 0..<1, using: &state.generator) < rate else { return }
            if state.values.count < limit {
                state.values.append(value)
            } else {
                state.dropped += 1
            }
        }
    }

    func read(drains: Bool) -> MetricSeries {
        let (values, dropped) = state.withLock { state in
            let read = (state.values, state.dropped)
            if drains {
                state.values = []
                state.dropped = 0
            }
            return read
        }
        return MetricSeries(
            labels: identity.labels,
            isUpdated: !values.isEmpty || dropped > 0,
            value: .samples(SampledDistribution(values: values, rate: rate, dropped: dropped))
        )
    }
}

/// Random numbers for choosing samples: the system's would cost a call into the kernel for each value.
///
/// Source: SplitMix64, Guy Steele, Doug Lea, Christine Flood: "Fast splittable pseudorandom number generators", 2014.
struct SamplingGenerator: RandomNumberGenerator {
    private var state = UInt64.random(in: .min ... .max)

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
