import Logging

/// Calls a closure with the entries of metadata by key: a dictionary has no order, and lines should not differ by
/// chance.
///
/// The entries of the usual metadata are copied once, to the stack, and sorted by the first eight bytes of their keys,
/// which are compared as numbers; whole keys are compared where those are equal.
enum MetadataOrder {
    private struct Entry {
        let key: String
        let value: Logger.MetadataValue
    }

    private struct Place {
        var prefix: UInt64
        var position: Int
    }

    /// As many as fit into the kibibyte that a temporary allocation is certain to find on the stack.
    private static let entriesOnStack = 14

    @inline(__always)
    static func forEach(_ metadata: Logger.Metadata, _ body: (String, Logger.MetadataValue) -> Void) {
        switch metadata.count {
        case 0: return
        case 1: if let only = metadata.first { body(only.key, only.value) }
        case ...entriesOnStack: sortOnStack(metadata, body)
        default: for entry in metadata.sorted(by: { isBefore($0.key, $1.key) }) { body(entry.key, entry.value) }
        }
    }

    @inline(__always)
    private static func sortOnStack(_ metadata: Logger.Metadata, _ body: (String, Logger.MetadataValue) -> Void) {
        withUnsafeTemporaryAllocation(of: Entry.self, capacity: entriesOnStack) { entries in
            withUnsafeTemporaryAllocation(of: Place.self, capacity: entriesOnStack) { places in
                var count = 0
                for (key, value) in metadata where count < entriesOnStack {
                    entries.initializeElement(at: count, to: Entry(key: key, value: value))
                    let new = Place(prefix: prefix(key), position: count)
                    var place = count
                    while place > 0 {
                        let other = places[place - 1]
                        guard
                            new.prefix < other.prefix
                                || new.prefix == other.prefix
                                    && isBefore(key, entries[other.position].key)
                        else { break }
                        places[place] = other
                        place -= 1
                    }
                    places[place] = new
                    count += 1
                }
                // Moved out, each once: a copy of a value costs more than its bytes in the line.
                for place in 0..<count {
                    let entry = entries.moveElement(from: places[place].position)
                    body(entry.key, entry.value)
                }
            }
        }
    }

    /// Compares bytes, as Go does; Swift's own order of texts is that of Unicode's normal form.
    @inline(never)
    private static func isBefore(_ one: String, _ other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// The first eight bytes as a number that sorts as they do.
    @inline(__always)
    private static func prefix(_ key: String) -> UInt64 {
        key.withBytes { bytes in
            var word: UInt64 = 0
            let count = min(bytes.count, 8)
            for index in 0..<count { word = word << 8 | UInt64(bytes[index]) }
            return count == 0 ? 0 : word << UInt64(truncatingIfNeeded: (8 - count) * 8)
        }
    }
}
