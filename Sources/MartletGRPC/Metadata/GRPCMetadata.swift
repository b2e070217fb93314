/// What goes with a call beside its messages: names with text, or with bytes where the name ends in `-bin`.
///
/// A request has metadata, and a response has it twice: in front of its messages (header) and behind them (trailer).
/// Names are compared without regard to case and kept in lower case. A name may have several values, which keep their
/// order.
///
/// ```swift
/// var metadata: GRPCMetadata = ["x-tenant": "blue"]
/// metadata.add("trace-bin", [0, 1, 2])
/// ```
///
/// What cannot be sent is left out, silently, when the call is written: names with characters that HTTP does not allow,
/// names that belong to gRPC (`grpc-…`) or to HTTP (`te`, `content-type`, …), and text with control characters in it.
/// ``canSend(_:)`` says which.
///
/// Source: [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), rule `Custom-Metadata`.
public struct GRPCMetadata: Hashable, Sendable {
    /// What a name stands for.
    public enum FieldValue: Hashable, Sendable {
        /// Printable ASCII, for names that do not end in `-bin`.
        case text(String)

        /// Any bytes, for names that end in `-bin`. They are base64 on the wire and nowhere else.
        case bytes([UInt8])
    }

    /// A name with one value.
    public struct Entry: Hashable, Sendable {
        /// The name, in lower case.
        public let name: String

        /// The value.
        public let value: FieldValue
    }

    private var entries: [Entry] = []

    /// Makes metadata without entries.
    public init() {}

    /// The first text of a name. Setting it replaces all values of the name; `nil` removes them.
    ///
    /// - Parameter name: The name, in any case.
    public subscript(name: String) -> String? {
        get { texts(name).first }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    /// The first bytes of a name that ends in `-bin`. Setting it replaces all values of the name; `nil` removes them.
    ///
    /// - Parameter name: The name, in any case.
    public subscript(bytes name: String) -> [UInt8]? {
        get { bytes(name).first }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    /// All texts of a name, in order.
    ///
    /// - Parameter name: The name, in any case.
    public func texts(_ name: String) -> [String] {
        values(name).compactMap { value in
            guard case .text(let text) = value else { return nil }
            return text
        }
    }

    /// All bytes of a name that ends in `-bin`, in order.
    ///
    /// - Parameter name: The name, in any case.
    public func bytes(_ name: String) -> [[UInt8]] {
        values(name).compactMap { value in
            guard case .bytes(let bytes) = value else { return nil }
            return bytes
        }
    }

    private func values(_ name: String) -> [FieldValue] {
        guard !entries.isEmpty else { return [] }
        let name = name.lowercased()
        return entries.compactMap { $0.name == name ? $0.value : nil }
    }

    /// Adds a text, leaving earlier values of the name.
    ///
    /// - Parameters:
    ///   - name: The name, in any case. Under one that ends in `-bin` the UTF-8 of the text is sent as bytes.
    ///   - text: Printable ASCII.
    public mutating func add(_ name: String, _ text: String) {
        let name = name.lowercased()
        add(Entry(name: name, value: Self.isBinary(name) ? .bytes(Array(text.utf8)) : .text(text)))
    }

    /// Adds bytes, leaving earlier values of the name.
    ///
    /// - Parameters:
    ///   - name: The name, in any case, which should end in `-bin`: under another one they cannot be sent.
    ///   - bytes: Any bytes.
    public mutating func add(_ name: String, _ bytes: [UInt8]) {
        add(Entry(name: name.lowercased(), value: .bytes(bytes)))
    }

    mutating func add(_ entry: Entry) {
        entries.append(entry)
    }

    /// Removes all values of a name.
    ///
    /// - Parameter name: The name, in any case.
    public mutating func remove(_ name: String) {
        guard !entries.isEmpty else { return }
        let name = name.lowercased()
        entries.removeAll { $0.name == name }
    }

    static func isBinary(_ name: some StringProtocol) -> Bool { name.utf8.count > 4 && name.hasSuffix("-bin") }
}

extension GRPCMetadata: RandomAccessCollection {
    /// The position of the first entry.
    public var startIndex: Int { entries.startIndex }

    /// The position after the last entry.
    public var endIndex: Int { entries.endIndex }

    /// The entry at a position.
    public subscript(position: Int) -> Entry { entries[position] }
}

extension GRPCMetadata: ExpressibleByDictionaryLiteral {
    /// Makes metadata from names and texts, in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, text) in elements { add(name, text) }
    }
}
