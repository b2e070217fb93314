import Synchronization

/// Random numbers for balancers: fast, and drawn by any number of threads at the same time.
///
/// Source: SplitMix64, from [Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators](https://doi.org/10.1145/2714064.2660195). Threads that draw at the same time take turns in one sequence.
public final class BalancerRandom: Sendable {
    private let state: Atomic<UInt64>

    /// Makes a generator.
    ///
    /// - Parameter seed: Decides the sequence; a random one by default.
    public init(seed: UInt64 = .random(in: .min ... .max)) {
        state = Atomic(seed)
    }

    /// The next 64 random bits.
    public func next() -> UInt64 {
        var mixed = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including the bound, each as likely as another.
    ///
    /// - Parameter bound: At least 1.
    public func next(below bound: Int) -> Int {
        // The bias of a multiplication is below 2⁻⁴⁰ for a set of 16 million instances.
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(max(bound, 1))).high)
    }

    /// A number from 0 up to but not including 1.
    public func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
