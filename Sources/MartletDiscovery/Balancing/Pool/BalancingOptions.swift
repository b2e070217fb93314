/// How an endpoint that is balanced over instances treats them. Every option has a default.
///
/// ```swift
/// let uppercase = Endpoint<UppercaseRequest, UppercaseResponse>(
///     "uppercase",
///     balancing: strings,
///     by: .leastPending,
///     options: BalancingOptions { $0.slowStart = SlowStart(.seconds(30)) }
/// ) { … }
/// ```
public struct BalancingOptions: Sendable {
    /// Whether instances are called that the registry says are unhealthy.
    public var callsUnhealthy = false

    /// Whether the endpoint of an instance is made when the instance is found, and not at the first call that it gets.
    public var isEager = false

    /// When instances that fail are left alone for a while; `nil` for never.
    public var outlierEjection: OutlierEjection? = OutlierEjection()

    /// The share of the instances of a priority, 0 to 1, that must be left by ``outlierEjection`` and by the registry
    /// together. With less, ejections are not believed, since the rest could hardly bear the load, or the trouble is not
    /// theirs: then all that the registry does not call unhealthy are called. Without an ejection it does nothing.
    ///
    /// With the default of ``OutlierEjection/maximumEjectionPercent``, ejections alone leave half; unhealthy ones besides
    /// lead below it.
    public var panicThreshold = 0.5

    /// How new instances are given their share of the calls step by step; `nil` for all of it at once.
    public var slowStart: SlowStart?

    /// For how long an instance is left alone whose endpoint could not be made, the first time. Each further time doubles
    /// it.
    public var minimumBackoff: Duration = .milliseconds(100)

    /// The longest such time.
    public var maximumBackoff: Duration = .seconds(30)

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes options in place.
    public init(_ change: (inout BalancingOptions) -> Void) {
        self.init()
        change(&self)
    }
}
