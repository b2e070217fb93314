import Synchronization

/// Makes the identities of new traces and spans.
///
/// The default is ``RandomIDGenerator``. Another one is for systems that ask for a certain form, such as a time in the first
/// bits, and for tests.
public protocol IDGenerator: Sendable {
    /// A new identity, not ``TraceID/invalid``; its last 64 bits are to be random, because samplers decide by them.
    func makeTraceID() -> TraceID

    /// A new identity, not ``SpanID/invalid``.
    func makeSpanID() -> SpanID
}

/// Makes random identities in a few nanoseconds, without a lock.
///
/// They are as good as any for telling spans apart, and nothing that could not be guessed.
///
/// Source: the mixing function of SplitMix64, by Guy Steele, Doug Lea and Christine Flood, "Fast splittable pseudorandom
/// number generators", 2014.
public final class RandomIDGenerator: IDGenerator {
    private let state: Atomic<UInt64>
    /// Odd, so that the states come round only after all of them.
    private let step: UInt64
    private let key: UInt64

    /// Makes a generator.
    public convenience init() {
        var system = SystemRandomNumberGenerator()
        self.init(using: &system)
    }

    /// Makes a generator that starts at a place that another one chooses, so that a test sees the same identities each time.
    ///
    /// - Parameter generator: Asked for three numbers.
    public init(using generator: inout some RandomNumberGenerator) {
        state = Atomic(generator.next())
        // A step and a key of its own for each process: two whose states meet go on differently, so identities of 128 bits
        // do not repeat in step.
        step = generator.next() | 1
        key = generator.next()
    }

    /// A new identity.
    public func makeTraceID() -> TraceID {
        let state = state.wrappingAdd(step, ordering: .relaxed).newValue
        let id = TraceID(high: Self.mixed(state ^ key), low: Self.mixed(state))
        return id.isValid ? id : makeTraceID()
    }

    /// A new identity.
    public func makeSpanID() -> SpanID {
        let id = SpanID(Self.mixed(state.wrappingAdd(step, ordering: .relaxed).newValue))
        return id.isValid ? id : makeSpanID()
    }

    private static func mixed(_ state: UInt64) -> UInt64 {
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
