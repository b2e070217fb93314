import Synchronization

/// Random numbers for the calls of a layer, from the system or from the generator that a test has seeded.
final class RandomSource: Sendable {
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    init(_ generator: some RandomNumberGenerator & Sendable) {
        self.generator = Mutex(generator)
    }

    /// A number from 0 up to but not including 1.
    func unit() -> Double {
        // The 53 bits that a Double holds exactly.
        Double(next() >> 11) * 0x1p-53
    }

    func next() -> UInt64 {
        generator.withLock { $0.next() }
    }
}
