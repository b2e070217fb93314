/// The one of two random instances that has fewer calls of this process under way.
///
/// It needs no clock and no settings, and it follows what a slow instance does at once: its calls take longer, so more are
/// under way. An instance that fails fast looks idle to it: use ``PeakEWMA``, or take such instances out, as the pool does.
///
/// Where weights differ, calls under way count per weight, and instances are drawn in proportion to it.
public struct LeastPending: Balancer {
    /// Makes the policy.
    public init() {}

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        Picker(choices: TwoChoices(instances))
    }

    /// Draws two and compares.
    public struct Picker: BalancerPicker {
        fileprivate let choices: TwoChoices

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            choices.pick(call.random) { load, share in Float(load.pending) * share }
        }
    }
}

extension Balancer where Self == LeastPending {
    /// The one of two random instances that has fewer calls under way.
    public static var leastPending: LeastPending { LeastPending() }
}
