import Martlet

/// The one of two random instances that is expected to answer sooner.
///
/// ```swift
/// let uppercase = Endpoint<UppercaseRequest, UppercaseResponse>("uppercase", balancing: strings, by: .peakEWMA) { … }
/// ```
///
/// The cost of an instance is its average latency times the calls under way. The average follows a peak at once and comes
/// down slowly. Beyond that:
/// - A fast error does not look fast: failures never lower the average, and each doubles the cost, until successes take
///   that back.
/// - An instance that was slow, or failed, becomes cheaper while it is left alone, so it is tried again.
/// - An instance that has never been called gets the calls that a draw gives it, one at a time until it has answered.
/// - An instance that does not answer at all becomes more expensive while it is silent.
///
/// Where weights differ, calls under way count per weight, and instances are drawn in proportion to it.
///
/// It is the one to choose when nothing speaks for another: see <doc:Balancing>. Latencies of very different calls to one
/// instance are one average, so give an endpoint of slow calls, such as reports, a pool of its own.
///
/// Source: [Finagle's Peak EWMA](https://twitter.github.io/finagle/guide/Clients.html#power-of-two-choices-p2c-least-loaded);
/// what failures and silence cost is Martlet's.
public struct PeakEWMA: Balancer {
    private let decay: Int64

    /// Makes the policy.
    ///
    /// - Parameter decay: The time in which the memory of a latency fades to a third, 10 ms to an hour. Endpoints that
    ///   share a pool share the averages, with the decay of the last one.
    public init(decay: Duration = .seconds(10)) {
        self.decay = min(max(decay, .milliseconds(10)), .seconds(3_600)).saturatedNanoseconds
    }

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        for instance in instances { instance.load.averageLatency(decay: decay) }
        return Picker(choices: TwoChoices(instances))
    }

    /// Draws two and compares.
    public struct Picker: BalancerPicker {
        fileprivate let choices: TwoChoices

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            let now = call.now.nanoseconds
            return choices.pick(call.random) { load, share in load.cost(at: now, share: share) }
        }
    }
}

extension Balancer where Self == PeakEWMA {
    /// The one of two random instances that is expected to answer sooner.
    public static var peakEWMA: PeakEWMA { PeakEWMA() }

    /// The one of two random instances that is expected to answer sooner.
    ///
    /// - Parameter decay: The time in which the memory of a latency fades to a third, 10 ms to an hour.
    public static func peakEWMA(decay: Duration) -> PeakEWMA { PeakEWMA(decay: decay) }
}
