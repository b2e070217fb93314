/// Leaves an instance alone for a while that fails while others do not.
///
/// What an instance answers to the calls of this endpoint is counted; nothing is sent for it. What counts as a failure is
/// what a breaker counts: codes that are a fault of the other side (`Status.Code.isServerFault`). Business errors are
/// answers; cancellation, and what is refused on this side, counts as nothing. A stream counts when it ends.
///
/// An ejection ends after ``baseEjectionTime`` times the number of ejections of late. It is a mild form by default; a value
/// of `nil` turns a criterion off.
///
/// ```swift
/// BalancingOptions { $0.outlierEjection = OutlierEjection { $0.latency = .init(factor: 5) } }
/// ```
///
/// Source: names and semantics of [Envoy](https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier),
/// which has no criterion for latency.
public struct OutlierEjection: Hashable, Sendable {
    /// How many failures in a row eject an instance; `nil` for none.
    public var consecutiveFailures: Int? = 5

    /// Which share of failures within an interval ejects an instance; `nil` for none.
    public var failurePercentage: FailurePercentage? = FailurePercentage()

    /// How much slower than the others an instance must be to be ejected; `nil` for any.
    public var latency: Latency?

    /// The time between two looks at ``failurePercentage`` and ``latency``. They take place at the first call after it.
    public var interval: Duration = .seconds(10)

    /// How long the first ejection lasts; the second twice as long, and so on. Each interval without one makes it shorter
    /// again by this much.
    public var baseEjectionTime: Duration = .seconds(30)

    /// The longest ejection.
    public var maximumEjectionTime: Duration = .seconds(300)

    /// How many of the instances that the registry does not call unhealthy may be ejected at the same time, in percent; but
    /// always one.
    ///
    /// Envoy's default is 10. Of five instances that would leave the second one that has died among those that are called,
    /// until the registry knows. When all fail, this limit keeps the other half in use; when the registry has taken some out
    /// already, or this limit is above 50, ``BalancingOptions/panicThreshold`` ends ejections.
    public var maximumEjectionPercent = 50.0

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes options in place.
    public init(_ change: (inout OutlierEjection) -> Void) {
        self.init()
        change(&self)
    }

    /// Ejects instances by their share of failures.
    public struct FailurePercentage: Hashable, Sendable {
        /// The percentage of failures that ejects.
        public var threshold: Double

        /// How many calls an instance must have had in the interval to be looked at.
        public var requestVolume: Int

        /// How many instances with so many calls there must be.
        public var minimumHosts: Int

        /// Makes a criterion.
        ///
        /// - Parameters:
        ///   - threshold: The percentage of failures that ejects.
        ///   - requestVolume: How many calls an instance must have had in the interval to be looked at.
        ///   - minimumHosts: How many instances with so many calls there must be.
        public init(threshold: Double = 85, requestVolume: Int = 50, minimumHosts: Int = 5) {
            self.threshold = threshold
            self.requestVolume = requestVolume
            self.minimumHosts = minimumHosts
        }
    }

    /// Ejects instances that are much slower than most: by the mean time of their successful calls, which is compared with
    /// the median of these means.
    public struct Latency: Hashable, Sendable {
        /// How many times the median is too slow.
        public var factor: Double

        /// By how much it must be above the median besides, so that nothing is ejected for microseconds.
        public var minimumDifference: Duration

        /// How many calls an instance must have had in the interval to be looked at.
        public var requestVolume: Int

        /// How many instances with so many calls there must be.
        public var minimumHosts: Int

        /// Makes a criterion.
        ///
        /// - Parameters:
        ///   - factor: How many times the median is too slow.
        ///   - minimumDifference: By how much it must be above the median besides.
        ///   - requestVolume: How many calls an instance must have had in the interval to be looked at.
        ///   - minimumHosts: How many instances with so many calls there must be.
        public init(
            factor: Double = 5,
            minimumDifference: Duration = .milliseconds(20),
            requestVolume: Int = 50,
            minimumHosts: Int = 5
        ) {
            self.factor = factor
            self.minimumDifference = minimumDifference
            self.requestVolume = requestVolume
            self.minimumHosts = minimumHosts
        }
    }
}
