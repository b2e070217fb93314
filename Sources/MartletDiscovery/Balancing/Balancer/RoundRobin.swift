import Synchronization

/// One instance after the other.
public struct RoundRobin: Balancer {
    /// Makes the policy.
    public init() {}

    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        Picker(count: instances.count, turn: previous?.turn ?? Turn())
    }

    /// Chooses one after the other. The count goes on when the set changes.
    public struct Picker: BalancerPicker {
        fileprivate let count: Int
        fileprivate let turn: Turn

        public func pick(for call: BalancerCall) -> Int {
            Int(turn.next() % UInt64(count))
        }
    }

    fileprivate final class Turn: Sendable {
        private let number = Atomic<UInt64>(0)

        func next() -> UInt64 { number.wrappingAdd(1, ordering: .relaxed).oldValue }
    }
}

extension Balancer where Self == RoundRobin {
    /// One instance after the other.
    public static var roundRobin: RoundRobin { RoundRobin() }
}
