/// The moment until which the answer to a call is of use.
///
/// A deadline is a point on the monotonic clock and not a duration, so that layers and hops can pass it on without
/// adding up their own delays. Clients turn it into the time that is left when they write it to a wire, servers turn
/// that back into a point. It is kept in nanoseconds; what is finer is cut.
public struct Deadline: Hashable, Sendable {
    @usableFromInline
    var timestamp: Timestamp

    @inlinable
    init(timestamp: Timestamp) {
        self.timestamp = timestamp
    }

    /// Makes a deadline at a point on the clock.
    ///
    /// - Parameter instant: The point.
    public init(_ instant: ContinuousClock.Instant) {
        timestamp = Timestamp(instant)
    }

    /// A deadline some time from now.
    ///
    /// - Parameters:
    ///   - duration: The time from now; negative values make a deadline that has passed. More than a century counts as
    ///     a century, so that no number from a wire leaves the range of a clock.
    ///   - clock: The clock that says what now is; tests pass a manual one.
    public static func after<C: Clock>(_ duration: Duration, clock: C = ContinuousClock()) -> Deadline
    where C.Instant == ContinuousClock.Instant {
        let now = C.self == ContinuousClock.self ? Timestamp.now : Timestamp(clock.now)
        return Deadline(timestamp: now.advanced(by: min(max(duration, .zero - century), century)))
    }

    static let century = Duration.seconds(100 * 365 * 24 * 60 * 60)

    /// The point on the clock.
    public var instant: ContinuousClock.Instant {
        get { timestamp.instant }
        set { timestamp = Timestamp(newValue) }
    }

    /// The time that is left now, negative once it has passed.
    public func remaining() -> Duration {
        Timestamp.now.duration(to: timestamp)
    }

    /// The time that is left at some moment, negative once it has passed.
    ///
    /// - Parameter now: The moment.
    public func remaining(at now: ContinuousClock.Instant) -> Duration {
        now.duration(to: instant)
    }

    /// Whether it has passed by now.
    public func hasPassed() -> Bool {
        timestamp <= .now
    }

    /// Whether it has passed at some moment.
    ///
    /// - Parameter now: The moment.
    public func hasPassed(at now: ContinuousClock.Instant) -> Bool {
        instant <= now
    }
}

extension Deadline: Comparable {
    /// The earlier deadline is the smaller one.
    @inlinable
    public static func < (left: Deadline, right: Deadline) -> Bool {
        left.timestamp < right.timestamp
    }
}
