/// Finds keys that come twice among fields.
enum FieldKeys {
    /// As many as fit into the kibibyte that a temporary allocation is certain to find on the stack.
    private static let keysOnStack = 64

    /// Whether two keys may be the same: no for nearly all fields whose keys differ, and yes for all that have a key
    /// twice.
    @inline(__always)
    static func mayRepeat(_ elements: [(String, LogFields.Value)]) -> Bool {
        guard elements.count <= keysOnStack else { return true }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keysOnStack) { marks in
            for index in elements.indices {
                let new = elements[index].0.withBytes(mark)
                for other in 0..<index where marks[other] == new { return true }
                marks[index] = new
            }
            return false
        }
    }

    /// A number made of the length and of all bytes of a short key, and of the first and last eight of a longer one.
    @inline(__always)
    private static func mark(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let count = key.count
        guard count >= 8, let start = UnsafeRawPointer(key.baseAddress) else {
            var word = UInt64(truncatingIfNeeded: count)
            for byte in key { word = word << 8 | UInt64(byte) }
            return word
        }
        let first = start.loadUnaligned(as: UInt64.self)
        let last = start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        return (first &* 0x9E37_79B9_7F4A_7C15) ^ last &+ UInt64(truncatingIfNeeded: count)
    }
}
