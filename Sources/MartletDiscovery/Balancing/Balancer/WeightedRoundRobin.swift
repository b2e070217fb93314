import Synchronization

/// Instances in proportion to their `weight`, evenly over time.
///
/// Where weights are 3 and 1, every fourth call or so goes to the second instance; no run of calls is far from the
/// proportion. An instance of weight 0 is called when there is no other. Each process begins at a place of its own.
///
/// Weights are what an operator knows beforehand, such as machines of two sizes. What happens while calls run,
/// ``PeakEWMA`` and ``LeastPending`` see, which also take weights.
///
/// Source: the multiples of the golden ratio lie evenly in any interval (Knuth, The Art of Computer Programming, volume 3,
/// section 6.4); they take the place of random numbers in the alias method. So a pick costs the same for any number of
/// instances, unlike with the smooth weighted round robin of nginx.
public struct WeightedRoundRobin: Balancer {
    /// Makes the policy.
    public init() {}

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        Picker(table: WeightTable(instances.map(\.instance.weight)), turn: previous?.turn ?? Turn())
    }

    /// Chooses in proportion. The sequence goes on when the set changes.
    public struct Picker: BalancerPicker {
        fileprivate let table: WeightTable
        fileprivate let turn: Turn

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            table.index(of: turn.next(call.random))
        }
    }

    fileprivate final class Turn: Sendable {
        private static let goldenRatio: UInt64 = 0x9E37_79B9_7F4A_7C15
        private let number = Atomic<UInt64>(0)

        func next(_ random: BalancerRandom) -> UInt64 {
            let (old, new) = number.wrappingAdd(Self.goldenRatio, ordering: .relaxed)
            // The first one chooses where the sequence begins, so that processes that start together do not agree.
            return old == 0 ? number.wrappingAdd(random.next(), ordering: .relaxed).newValue : new
        }
    }
}

extension Balancer where Self == WeightedRoundRobin {
    /// Instances in proportion to their weights, evenly over time.
    public static var weighted: WeightedRoundRobin { WeightedRoundRobin() }
}
