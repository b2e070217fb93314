package import Martlet

/// What a balancer knows of a call.
public struct BalancerCall: Sendable {
    /// The hash of the key that the endpoint has computed of the request; `nil` without one. It is the same in every
    /// process, so that clients agree.
    public let key: UInt64?

    /// 1, and more for attempts after the first one.
    public let attempt: Int

    /// Random numbers.
    public let random: BalancerRandom

    /// When the call began.
    package let now: Timestamp

    package init(key: UInt64? = nil, attempt: Int = 1, random: BalancerRandom, now: Timestamp) {
        self.key = key
        self.attempt = attempt
        self.random = random
        self.now = now
    }
}
