/// Random numbers that are the same in every run with the same seed, so that what a test has found can be found again.
///
/// Print the seed when a test fails. Not for secrets: the numbers can be foretold. Source: SplitMix64, by Guy Steele, Doug
/// Lea and Christine Flood, "Fast splittable pseudorandom number generators", 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes a generator.
    ///
    /// - Parameter seed: Any number.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// One of some elements.
    ///
    /// - Parameter elements: At least one element.
    public mutating func element<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// A string of random characters.
    ///
    /// - Parameters:
    ///   - alphabet: The characters to choose from, at least one.
    ///   - count: How many to take.
    public mutating func string(of alphabet: String, count: ClosedRange<Int>) -> String {
        let characters = Array(alphabet)
        return String((0..<Int.random(in: count, using: &self)).map { _ in element(of: characters) })
    }
}
