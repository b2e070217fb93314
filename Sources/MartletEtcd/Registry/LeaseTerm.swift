/// How long a lease can be relied on.
struct LeaseTerm<Time: InstantProtocol> where Time.Duration == Duration {
    /// The whole life of the lease when it has just been renewed.
    private(set) var timeToLive: Duration

    /// From when on it may be gone. It counts from before the request was sent, so it is never too late.
    private(set) var expiry: Time

    private var nextBeat: Time

    /// - Parameters:
    ///   - time: When the request was sent.
    ///   - timeToLive: What the answer said.
    init(sentAt time: Time, timeToLive: Duration) {
        self.timeToLive = timeToLive
        expiry = time.advanced(by: timeToLive)
        nextBeat = time.advanced(by: timeToLive / 3)
    }

    /// A keep-alive has succeeded.
    mutating func renewed(sentAt time: Time, timeToLive: Duration) {
        self = LeaseTerm(sentAt: time, timeToLive: timeToLive)
    }

    /// A keep-alive has failed: the next one comes sooner.
    mutating func missed(at now: Time) {
        nextBeat = min(now.advanced(by: timeToLive / 10), expiry)
    }

    /// How long to wait for the next keep-alive.
    func delay(at now: Time) -> Duration {
        max(.zero, now.duration(to: nextBeat))
    }

    /// How long the lease lives for certain; zero or less when it may be gone.
    func remaining(at now: Time) -> Duration {
        now.duration(to: expiry)
    }

    /// How long one member has to answer: with a third, a second one is in time when the first one does not.
    var requestTimeout: Duration { timeToLive / 3 }
}
