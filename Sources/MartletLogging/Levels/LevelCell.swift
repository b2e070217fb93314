import Logging
import Synchronization

/// The level of a label, which loggers read at each call and ``LogLevels`` changes.
final class LevelCell: Sendable {
    private let severity: Atomic<UInt8>

    init(_ level: Logger.Level) {
        severity = Atomic(UInt8(truncatingIfNeeded: level.severity))
    }

    /// A load without ordering: a thread may see a change a moment later, and no line depends on anything else that
    /// changed.
    @inline(__always)
    var level: Logger.Level {
        get { Logger.Level(severity: severity.load(ordering: .relaxed)) }
        set { severity.store(UInt8(truncatingIfNeeded: newValue.severity), ordering: .relaxed) }
    }
}
