import Martlet
public import MartletDiscovery

extension Timestamp {
    /// A moment of a time that stands still: the same ones in every run.
    ///
    /// - Parameter time: The time since its beginning.
    static func virtual(_ time: Duration) -> Timestamp {
        virtualOrigin.advanced(by: time)
    }

    /// Counted from the end of the range, which is the one moment that is the same in every process.
    private static let virtualOrigin = Timestamp.now.advanced(by: .seconds(Int64.max))
        .advanced(by: .seconds(-4_000_000_000))
}

extension BalancerCall {
    /// A call for tests of a balancer: the moment is yours to choose.
    ///
    /// - Parameters:
    ///   - key: The hash of the request's key; `nil` without one.
    ///   - attempt: 1, and more for attempts after the first one.
    ///   - random: Random numbers.
    ///   - time: When the call begins, since the beginning of a virtual time.
    public init(key: UInt64? = nil, attempt: Int = 1, random: BalancerRandom, at time: Duration) {
        self.init(key: key, attempt: attempt, random: random, now: .virtual(time))
    }
}

extension InstanceLoad {
    /// Begins a call, for tests of a balancer.
    ///
    /// - Parameter time: When it begins, since the beginning of a virtual time.
    public func begin(at time: Duration) {
        begin(at: Timestamp.virtual(time))
    }

    /// Ends a call, for tests of a balancer.
    ///
    /// - Parameters:
    ///   - began: When it began, since the beginning of a virtual time.
    ///   - time: When it ended.
    ///   - isFailure: Whether the instance has failed.
    public func end(began: Duration, at time: Duration, isFailure: Bool = false) {
        end(began: Timestamp.virtual(began), at: Timestamp.virtual(time), isFailure ? .failure : .success)
    }
}
