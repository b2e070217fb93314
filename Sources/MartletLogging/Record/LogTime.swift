#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// A moment as log lines show it: seconds and nanoseconds since 1970-01-01T00:00:00Z.
///
/// A type of its own, because a clock of the standard library knows no date and Foundation's costs more than a line.
public struct LogTime: Sendable, Hashable {
    /// Whole seconds since the start of 1970 in UTC; negative before it.
    public var seconds: Int64

    /// What is left below a second, in nanoseconds: 0 to 999 999 999.
    public var nanoseconds: Int32

    /// Makes a moment.
    ///
    /// - Parameters:
    ///   - seconds: Whole seconds since the start of 1970 in UTC.
    ///   - nanoseconds: The rest; brought into 0 to 999 999 999.
    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = min(max(nanoseconds, 0), 999_999_999)
    }

    /// The time of the system's clock.
    public static func now() -> LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(truncatingIfNeeded: time.tv_nsec))
    }
}
