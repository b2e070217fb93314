/// Names and values that go with a call to every hop, in the order in which they were added: the request id, and
/// whatever an application chooses to pass on.
///
/// Names are compared without regard to case and kept in lower case, as gRPC and HTTP/2 send them. A name may have
/// several values.
public struct RequestMetadata: Hashable, Sendable {
    /// The name of the request id: `x-request-id`.
    public static let requestID = "x-request-id"

    /// One name with one value.
    public struct Entry: Hashable, Sendable {
        /// The name, in lower case.
        public let name: String

        /// The value.
        public let value: String
    }

    private var entries: [Entry] = []

    /// Makes metadata without entries.
    public init() {}

    /// The first value of a name. Setting it replaces all values of the name; `nil` removes them.
    ///
    /// - Parameter name: The name, in any case.
    public subscript(name: String) -> String? {
        get {
            guard !entries.isEmpty else { return nil }
            let name = name.lowercased()
            return entries.first { $0.name == name }?.value
        }
        set {
            let name = name.lowercased()
            entries.removeAll { $0.name == name }
            if let newValue { entries.append(Entry(name: name, value: newValue)) }
        }
    }

    /// All values of a name, in the order in which they were added.
    ///
    /// - Parameter name: The name, in any case.
    public func values(_ name: String) -> [String] {
        let name = name.lowercased()
        return entries.filter { $0.name == name }.map(\.value)
    }

    /// Adds a value, leaving earlier values of the name.
    ///
    /// - Parameters:
    ///   - name: The name, in any case.
    ///   - value: The value.
    public mutating func add(_ name: String, _ value: String) {
        entries.append(Entry(name: name.lowercased(), value: value))
    }
}

extension RequestMetadata: RandomAccessCollection {
    /// The position of the first entry.
    public var startIndex: Int { entries.startIndex }

    /// The position after the last entry.
    public var endIndex: Int { entries.endIndex }

    /// The entry at a position.
    public subscript(position: Int) -> Entry { entries[position] }
}

extension RequestMetadata: ExpressibleByDictionaryLiteral {
    /// Makes metadata from names and values, in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}
