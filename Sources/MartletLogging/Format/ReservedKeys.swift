/// The keys of the standard values, to find metadata that has the same.
struct ReservedKeys: Sendable {
    private let names: [[UInt8]]
    private let mask: UInt64

    init(_ names: [String] = []) {
        self.names = names.map { Array($0.utf8) }
        mask = self.names.reduce(0) { $0 | Self.bit($1.count, $1.first ?? 0) }
    }

    /// Whether a key is one of them. Nearly always a single test of a bit says no.
    @inline(__always)
    func contains(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        mask & Self.bit(key.count, key.first ?? 0) != 0 && search(key)
    }

    @inline(never)
    private func search(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        names.contains { $0.count == key.count && $0.elementsEqual(key) }
    }

    @inline(__always)
    static func bit(_ count: Int, _ first: UInt8) -> UInt64 {
        1 &<< UInt64(truncatingIfNeeded: (count &* 7) ^ Int(first))
    }
}
