/// Any instance, each as likely as another.
///
/// It keeps nothing, so it is the fastest one, and clients never act alike. The load is less even than with ``RoundRobin``.
/// Weights do not count.
public struct UniformRandom: Balancer {
    /// Makes the policy.
    public init() {}

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        Picker(count: instances.count)
    }

    /// Draws an index.
    public struct Picker: BalancerPicker {
        fileprivate let count: Int

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            call.random.next(below: count)
        }
    }
}

extension Balancer where Self == UniformRandom {
    /// Any instance, each as likely as another.
    public static var random: UniformRandom { UniformRandom() }
}
