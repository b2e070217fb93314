/// How many calls in how much time.
///
/// ```swift
/// RateLimit(.perSecond(1_000), burst: 100)
/// RateLimit(.init(100, per: .seconds(3_600)), burst: 10)
/// RateLimit(.every(.milliseconds(250)), burst: 1)
/// ```
///
/// A rate is kept as the time between two calls, in nanoseconds and rounded up, so that rounding never lets more
/// calls through. It loses at most one call in a million at a thousand a second, and one in a thousand at a million a
/// second. A rate above a billion a second counts as a billion a second.
public struct Rate: Hashable, Sendable {
    /// The time between two calls in nanoseconds, at most a century; zero when there is no limit.
    let interval: Int64

    private init(interval: Int64) {
        self.interval = interval
    }

    /// A number of calls in each stretch of time.
    ///
    /// - Parameters:
    ///   - count: The number of calls. With zero or less no call is ever earned, and a limit lets its burst through and
    ///     then nothing.
    ///   - period: The time. Zero or less means no limit. Less than one call in a century counts as one in a century.
    public init(_ count: Int, per period: Duration) {
        let century = Self.nanoseconds(Deadline.century.attoseconds)
        guard count > 0 else {
            self.init(interval: century)
            return
        }
        guard period > .zero else {
            self.init(interval: 0)
            return
        }
        let (quotient, remainder) = period.attoseconds.quotientAndRemainder(
            dividingBy: Int128(count) * Self.attosecondsPerNanosecond
        )
        self.init(interval: Int64(min(remainder > 0 ? quotient + 1 : quotient, Int128(century))))
    }

    /// A number of calls in each second.
    ///
    /// - Parameter count: The number of calls; see ``init(_:per:)``.
    public static func perSecond(_ count: Int) -> Rate {
        Rate(count, per: .seconds(1))
    }

    /// A number of calls in each minute.
    ///
    /// - Parameter count: The number of calls; see ``init(_:per:)``.
    public static func perMinute(_ count: Int) -> Rate {
        Rate(count, per: .seconds(60))
    }

    /// One call in each stretch of time.
    ///
    /// - Parameter interval: The time. Zero or less means no limit.
    public static func every(_ interval: Duration) -> Rate {
        Rate(1, per: interval)
    }

    /// As many calls as there are, whatever the burst.
    public static let unlimited = Rate(interval: 0)
}

extension Rate {
    static var attosecondsPerNanosecond: Int128 { 1_000_000_000 }

    private static func nanoseconds(_ attoseconds: Int128) -> Int64 {
        Int64(clamping: attoseconds / attosecondsPerNanosecond)
    }
}
