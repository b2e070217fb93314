#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// Gives a new instance its share of the calls step by step: caches are filled and code is warm before it has all of it.
///
/// An instance in its ramp is called with a probability that grows; otherwise the balancer is asked again, so it works
/// with each of them. The instances of the first snapshot have no ramp, since there is nobody else to take their calls.
///
/// ```swift
/// BalancingOptions { $0.slowStart = SlowStart(.seconds(60), aggression: 1.5) }
/// ```
///
/// Source: names and formula of
/// [Envoy](https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/slow_start).
public struct SlowStart: Hashable, Sendable {
    /// How long the ramp is.
    public var window: Duration

    /// The shape of the ramp: 1 is a line, more begins more steeply, less more gently. More than 0.
    public var aggression: Double

    /// The share, 0 to 1, that a new instance has at once.
    public var minimumShare: Double

    /// Makes a ramp.
    ///
    /// - Parameters:
    ///   - window: How long it is.
    ///   - aggression: Its shape, more than 0; other values count as 1.
    ///   - minimumShare: The share at its beginning, 0 to 1.
    public init(_ window: Duration, aggression: Double = 1, minimumShare: Double = 0.1) {
        self.window = window
        self.aggression = aggression
        self.minimumShare = minimumShare
    }

    /// The share of an instance some time after it was found.
    func share(after elapsed: Duration) -> Double {
        guard elapsed < window else { return 1 }
        let exponent = aggression > 0 ? 1 / aggression : 1
        return max(min(max(minimumShare, 0), 1), pow(max(elapsed / window, 0), exponent))
    }
}
