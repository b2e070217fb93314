/// The rules of a token bucket. What is in the bucket is one number, which the caller keeps.
///
/// A bucket of `burst` tokens starts full, a call takes one, and they come back one by one at the rate of the limit.
/// The number is not a count but the time at which the bucket will be full again: a call moves it by the time that
/// one token takes, and may do so as long as it is not further away than a whole bucket takes. One number is all that
/// has to change at once, nothing has to be done while time passes, and nothing is rounded that could add up.
///
/// Let a call be let in at the time that it has read from the clock. Then no window of the length `t`, however it
/// lies, has more than `burst + rate * t` calls. For the number only grows, by one interval per call; it is at least
/// one interval past the time of the first call of the window after that, and at most a bucket past the time of the
/// last one. This holds in whatever order calls come to take their tokens, and however old the times are that they
/// have read.
///
/// Source: the generic cell rate algorithm, "virtual scheduling", in ITU-T recommendation I.371, annex A, 2004.
struct TokenBucket: Sendable {
    /// Points in time, and lengths of it, in ticks.
    typealias Ticks = Int64

    /// What becomes of a call.
    enum Decision: Hashable {
        /// It has its token, and this is the time at which the bucket will now be full.
        case taken(full: Ticks)

        /// There is no token for so long.
        case refused(wait: Ticks)
    }

    /// The time after which the clock stands still, so that no sum leaves the range of the numbers: 146 years.
    private static var lastNanosecond: Int128 { 1 << 62 }

    /// The time that one token takes.
    let interval: Ticks

    /// The time that all tokens take.
    let capacity: Ticks

    /// A tick has 2 to the power of so many nanoseconds: one, unless it takes more than 73 years to fill the bucket.
    private let shift: Int

    let isUnlimited: Bool

    /// - Parameter burst: From zero to a billion; what is beyond counts as the next of these.
    init(_ rate: Rate, burst: Int) {
        let burst = Int64(min(max(burst, 0), 1_000_000_000))
        var shift = 0
        var interval = Int128(rate.interval)
        while interval * Int128(burst) > 1 << 61 {
            shift += 1
            // Rounded up, and one more, because the time is rounded down.
            interval = (Int128(rate.interval) + (1 << shift) - 1) >> shift + 1
        }
        self.interval = Ticks(interval)
        capacity = Ticks(interval) * burst
        self.shift = shift
        isUnlimited = rate.interval == 0
    }

    /// Whether no call gets a token, at any time.
    var isAlwaysEmpty: Bool { capacity == 0 && !isUnlimited }

    /// Takes a token, if there is one.
    ///
    /// - Parameters:
    ///   - full: When the bucket will be full, or zero when it is new.
    ///   - now: The time, which may be earlier than that of other calls before.
    @inline(__always)
    func take(full: Ticks, at now: Ticks) -> Decision {
        let full = max(full, now) &+ interval
        let excess = full &- now &- capacity
        return excess > 0 ? .refused(wait: excess) : .taken(full: full)
    }

    /// The time at which a call has a token when others take theirs before; `now` when it has it at once.
    ///
    /// - Parameter others: How many go before.
    func timeOfToken(after others: Int, full: Ticks, at now: Ticks) -> Ticks {
        let full = Int128(max(full, now)) + (Int128(others) + 1) * Int128(interval)
        return Ticks(clamping: max(full - Int128(capacity), Int128(now)))
    }
}

extension TokenBucket {
    /// The time in ticks.
    ///
    /// - Parameter elapsed: The time since the bucket was made; what is negative counts as zero.
    func ticks(_ elapsed: Duration) -> Ticks {
        let nanoseconds = elapsed.attoseconds / Rate.attosecondsPerNanosecond
        return Ticks(min(max(nanoseconds, 0), Self.lastNanosecond)) >> shift
    }

    /// - Parameter ticks: A point or a length, zero or more.
    /// - Returns: At most a century, so that it can be added to any time.
    func duration(_ ticks: Ticks) -> Duration {
        min(Duration(attoseconds: (Int128(ticks) << shift) * Rate.attosecondsPerNanosecond), Deadline.century)
    }
}
