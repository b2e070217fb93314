import CoreMetrics
import Martlet
import Synchronization

/// A histogram that knows quantiles.
final class SketchCell: MetricCell, RecorderHandler, TimerHandler {
    let identity: SeriesIdentity
    private let unit: MetricTimeUnit
    private let isWindowed: Bool
    private let sketch: Mutex<WindowedSketch>

    init(_ identity: SeriesIdentity, _ sketch: WindowedSketch, unit: MetricTimeUnit) {
        self.identity = identity
        self.unit = unit
        isWindowed = sketch.isWindowed
        self.sketch = Mutex(sketch)
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
        let now = now
        sketch.withLock { $0.record(value, at: now) }
    }

    /// Only a window needs the time.
    private var now: Int64 { isWindowed ? Timestamp.now.nanoseconds : 0 }

    func read(drains: Bool) -> MetricSeries {
        let now = now
        // The copies share their memory with the originals: putting them together does not keep writers waiting.
        let read = sketch.withLock { $0.read(drains: drains, at: now) }
        return MetricSeries(labels: identity.labels, isUpdated: read.totalCount > 0, value: .sketch(read.merged))
    }
}
