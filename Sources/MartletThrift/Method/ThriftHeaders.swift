/// Names and values that come with a message of the header transport, in both directions; the other transports carry none.
///
/// Names are kept as they are written; setting one that is there replaces it. A message carries up to 65,535 × 4 bytes of them, and a
/// server reads as many as its limits allow.
public struct ThriftHeaders: Sendable, Hashable {
    /// A name with its value.
    public struct Entry: Sendable, Hashable {
        /// The name.
        public let name: String

        /// The value.
        public let value: String
    }

    private var entries: [Entry] = []

    /// Makes headers without entries.
    public init() {}

    /// The value of a name; setting it to `nil` removes it.
    ///
    /// - Parameter name: The name, whose case counts.
    public subscript(name: String) -> String? {
        get { entries.first { $0.name == name }?.value }
        set {
            entries.removeAll { $0.name == name }
            if let newValue { entries.append(Entry(name: name, value: newValue)) }
        }
    }

    /// Adds an entry that was read, without a look at those before it: many of them are no more work than few.
    mutating func receive(_ name: String, _ value: String) {
        entries.append(Entry(name: name, value: value))
    }
}

extension ThriftHeaders: RandomAccessCollection {
    /// The position of the first entry.
    public var startIndex: Int { entries.startIndex }

    /// The position after the last entry.
    public var endIndex: Int { entries.endIndex }

    /// The entry at a position.
    public subscript(position: Int) -> Entry { entries[position] }
}

extension ThriftHeaders: ExpressibleByDictionaryLiteral {
    /// Makes headers of names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { self[name] = value }
    }
}
