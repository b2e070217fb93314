import Synchronization

/// One instance after the other.
///
/// Weights do not count: ``WeightedRoundRobin`` is the one for that. Choose it when calls cost about the same and instances
/// are alike; where they are not, ``PeakEWMA`` sees it.
///
/// Each process begins at a place of its own. If all began with the first instance, clients that start together would go
/// from instance to instance together: in the simulator, a thousand instances with a hundred such clients lose 38 % of the
/// calls at half load.
public struct RoundRobin: Balancer {
    private let start: Int?

    /// Makes the policy.
    ///
    /// - Parameter start: The index to begin with, 0 to 2³¹ − 1, for tests; a random one by default.
    public init(startingAt start: Int? = nil) {
        self.start = start.map { min(max(0, $0), Int(Int32.max)) }
    }

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        Picker(count: UInt64(instances.count), turn: previous?.turn ?? Turn(start: start))
    }

    /// Chooses one after the other. The count goes on when the set changes.
    public struct Picker: BalancerPicker {
        fileprivate let count: UInt64
        fileprivate let turn: Turn

        /// Chooses.
        public func pick(for call: BalancerCall) -> Int {
            Int(turn.next(call.random) % count)
        }
    }

    fileprivate final class Turn: Sendable {
        /// The next turn, and in the sign bit whether the first one has been chosen.
        private let number: Atomic<UInt64>
        private static let isChosen: UInt64 = 1 << 63

        init(start: Int?) {
            number = Atomic(start.map { UInt64($0) | Self.isChosen } ?? 0)
        }

        func next(_ random: BalancerRandom) -> UInt64 {
            let old = number.wrappingAdd(1, ordering: .relaxed).oldValue
            if old & Self.isChosen != 0 { return old & ~Self.isChosen }
            // Of several that are the first at the same time, one chooses, and the others go on from there.
            let start = Self.isChosen | random.next() >> 32
            let (chosen, current) = number.compareExchange(expected: old + 1, desired: start + 1, ordering: .relaxed)
            if chosen { return start & ~Self.isChosen }
            return current & Self.isChosen != 0 ? next(random) : random.next() >> 1
        }
    }
}

extension Balancer where Self == RoundRobin {
    /// One instance after the other, beginning anywhere.
    public static var roundRobin: RoundRobin { RoundRobin() }
}
