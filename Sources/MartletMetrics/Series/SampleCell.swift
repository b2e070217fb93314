import CoreMetrics
import Synchronization

/// A histogram that keeps its values until they are sent.
final class SampleCell: MetricCell, RecorderHandler, TimerHandler {
    private struct State {
        var values: [Double] = []
        var dropped: UInt64 = 0
        var generator = SystemRandomNumberGenerator()
    }

    let identity: SeriesIdentity
    private let limit: Int
    private let rate: Double
    private let nanosecondsPerUnit: Double
    private let state = Mutex(State())

    init(_ identity: SeriesIdentity, limit: Int, rate: Double, nanosecondsPerUnit: Double) {
        self.identity = identity
        self.limit = limit
        self.rate = rate
        self.nanosecondsPerUnit = nanosecondsPerUnit
    }

    func record(_ value: Int64) { observe(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        observe(value)
    }

    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / nanosecondsPerUnit) }

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
