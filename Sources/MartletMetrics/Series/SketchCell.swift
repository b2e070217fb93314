import CoreMetrics
import Martlet
import Synchronization

/// A histogram that knows quantiles.
final class SketchCell: MetricCell, RecorderHandler, TimerHandler {
    let identity: SeriesIdentity
    private let nanosecondsPerUnit: Double
    private let isWindowed: Bool
    private let sketch: Mutex<WindowedSketch>

    init(_ identity: SeriesIdentity, _ sketch: WindowedSketch, nanosecondsPerUnit: Double) {
        self.identity = identity
        self.nanosecondsPerUnit = nanosecondsPerUnit
        isWindowed = sketch.isWindowed
        self.sketch = Mutex(sketch)
    }

    func record(_ value: Int64) { observe(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        observe(value)
    }

    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / nanosecondsPerUnit) }

    private func observe(_ value: Double) {
        // Only a window needs the time.
        let now = isWindowed ? Timestamp.now.nanoseconds : 0
        sketch.withLock { $0.record(value, at: now) }
    }

    func read(drains: Bool) -> MetricSeries {
        let now = isWindowed ? Timestamp.now.nanoseconds : 0
        let (isUpdated, sketch) = sketch.withLock { sketch in
            (sketch.totalCount > 0, sketch.read(drains: drains, at: now))
        }
        return MetricSeries(labels: identity.labels, isUpdated: isUpdated, value: .sketch(sketch))
    }
}
