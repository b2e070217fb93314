/// What is on the page: names and values, in the layout of Go's `expvar.Handler`.
///
/// ```
/// {
/// "cmdline": ["/usr/bin/stringsvc"],
/// "requests": 12
/// }
/// ```
struct ExpvarEntries: Sendable {
    enum Value: Sendable {
        case number(Double)
        case json([UInt8])
    }

    private var entries: [(name: String, value: Value)] = []
    private var isSorted = true

    /// Adds a name; of several values for one name, the first stays.
    mutating func append(_ name: String, _ value: Value) {
        entries.append((name, value))
        isSorted = false
    }

    /// Sorts by the bytes of the names, as Go does, and removes what has the name of an earlier entry.
    mutating func sort() {
        guard !isSorted else { return }
        // The sort of the standard library keeps the order of equal names.
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var last: String?
        entries.removeAll { entry in
            // Bytes again: characters that look the same would be equal strings.
            if let last, last.utf8.elementsEqual(entry.name.utf8) { return true }
            last = entry.name
            return false
        }
        isSorted = true
    }

    var count: Int { entries.count }

    /// A part of the page: from an entry on, at least that one, until it has about so many bytes or the page is
    /// complete.
    ///
    /// - Returns: The bytes, and the entry that comes next; `nil` after the last part.
    func part(from first: Int, size: Int) -> (bytes: [UInt8], next: Int?) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 256)
        if first == 0 { bytes.append(contentsOf: "{\n".utf8) }
        var index = first
        while index < entries.count, bytes.count < size || index == first {
            if index > 0 { bytes.append(contentsOf: ",\n".utf8) }
            GoFormat.append(quoted: entries[index].name, to: &bytes)
            bytes.append(contentsOf: ": ".utf8)
            switch entries[index].value {
            case .number(let number): GoFormat.append(number: number, to: &bytes)
            case .json(let json): bytes.append(contentsOf: json)
            }
            index += 1
        }
        if index < entries.count { return (bytes, index) }
        bytes.append(contentsOf: "\n}\n".utf8)
        return (bytes, nil)
    }
}
