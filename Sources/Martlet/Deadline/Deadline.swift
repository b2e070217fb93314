/// The moment until which the answer to a call is of use.
///
/// A deadline is a point on the monotonic clock and not a duration, so that layers and hops can pass it on without
/// adding up their own delays. Clients turn it into the time that is left when they write it to a wire, servers turn
/// that back into a point.
public struct Deadline: Hashable, Sendable {
    /// The point on the clock.
    public var instant: ContinuousClock.Instant

    /// Makes a deadline at a point on the clock.
    ///
    /// - Parameter instant: The point.
    public init(_ instant: ContinuousClock.Instant) {
        self.instant = instant
    }

    /// A deadline some time from now.
    ///
    /// - Parameters:
    ///   - duration: The time from now; negative values make a deadline that has passed. More than a century counts as
    ///     a century, so that no number from a wire leaves the range of a clock.
    ///   - clock: The clock that says what now is; tests pass a manual one.
    public static func after<C: Clock>(_ duration: Duration, clock: C = ContinuousClock()) -> Deadline
    where C.Instant == ContinuousClock.Instant {
        Deadline(clock.now.advanced(by: min(max(duration, .zero - century), century)))
    }

    static let century = Duration.seconds(100 * 365 * 24 * 60 * 60)

    /// The time that is left, negative once it has passed.
    ///
    /// - Parameter now: The present moment.
    public func remaining(at now: ContinuousClock.Instant = .now) -> Duration {
        now.duration(to: instant)
    }

    /// Whether it has passed.
    ///
    /// - Parameter now: The present moment.
    public func hasPassed(at now: ContinuousClock.Instant = .now) -> Bool {
        instant <= now
    }
}

extension Deadline: Comparable {
    /// The earlier deadline is the smaller one.
    public static func < (left: Deadline, right: Deadline) -> Bool {
        left.instant < right.instant
    }
}
