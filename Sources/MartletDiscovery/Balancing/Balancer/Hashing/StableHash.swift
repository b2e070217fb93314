/// A hash that is the same in every process, on every machine and in every version, so that clients agree.
///
/// It is fast and well spread, and it is not secret: whoever chooses keys can choose ones that go to one instance.
///
/// Source: FNV-1a, [draft-eastlake-fnv](https://datatracker.ietf.org/doc/html/draft-eastlake-fnv), whose weak upper bits
/// the last step of SplitMix64 mixes.
package enum StableHash {
    /// The hash of some bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - seed: Another one gives another hash.
    package static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return mix(hash)
    }

    /// The hash of a text's UTF-8 bytes.
    package static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
        hash(text.utf8, seed: seed)
    }

    /// Spreads a number over all 64 bits; each has one that it comes from.
    package static func mix(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
