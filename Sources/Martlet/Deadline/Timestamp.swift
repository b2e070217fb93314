#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// A point on the monotonic clock, in nanoseconds.
///
/// It is the time of `ContinuousClock`, whose own instants have a layout that is known at run time only: whatever holds
/// one, a context above all, would be copied field by field through the runtime, at some hundred nanoseconds a call. In
/// public it is a `ContinuousClock.Instant`.
@usableFromInline
package struct Timestamp: InstantProtocol {
    @usableFromInline
    package typealias Duration = Swift.Duration

    /// Since an origin that is the same for the whole process.
    @usableFromInline
    package let nanoseconds: Int64

    @inlinable
    init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The same moment of both clocks; the timestamp is read first, so that an instant of just now has passed.
    private static let origin = (timestamp: Timestamp.now, instant: ContinuousClock.now)

    @usableFromInline
    init(_ instant: ContinuousClock.Instant) {
        self = Self.origin.timestamp.advanced(by: Self.origin.instant.duration(to: instant))
    }

    @usableFromInline
    var instant: ContinuousClock.Instant {
        Self.origin.instant.advanced(by: Self.origin.timestamp.duration(to: self))
    }

    /// The present moment, from the clock that `ContinuousClock` reads.
    @usableFromInline
    package static var now: Timestamp {
        #if canImport(Darwin)
        Timestamp(nanoseconds: Int64(clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)))
        #else
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
        #endif
    }

    @usableFromInline
    package func advanced(by duration: Duration) -> Timestamp {
        advanced(byNanoseconds: duration.saturatedNanoseconds)
    }

    /// Stops at the ends of the range, 292 years away.
    @inlinable
    func advanced(byNanoseconds difference: Int64) -> Timestamp {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(difference)
        return Timestamp(nanoseconds: overflow ? (difference < 0 ? .min : .max) : sum)
    }

    @usableFromInline
    package func duration(to other: Timestamp) -> Duration {
        .nanoseconds(nanoseconds(to: other))
    }

    @inlinable
    package func nanoseconds(to other: Timestamp) -> Int64 {
        let (difference, overflow) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return overflow ? (nanoseconds > other.nanoseconds ? .min : .max) : difference
    }

    @inlinable
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// Whole nanoseconds, rounded down, and the nearest number for what does not fit.
    @usableFromInline
    package var saturatedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        // Both parts have the same sign; a negative rest rounds away from zero.
        let (quotient, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (sum, overflowed) = product.addingReportingOverflow(rest < 0 ? quotient - 1 : quotient)
        return overflowed ? (product < 0 ? .min : .max) : sum
    }
}
