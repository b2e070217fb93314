public import Tracing

/// Keys and values that the application sends along with a trace, to every service that it reaches.
///
/// ```swift
/// var context = ServiceContext.current ?? .topLevel
/// context.baggage["tenant"] = "acme"
/// try await ServiceContext.withValue(context) { … }
/// ```
///
/// Everybody on the way can read it, third parties too: no secrets, and nothing that must be true. It is not written into
/// spans by itself.
///
/// Source: [W3C Baggage](https://www.w3.org/TR/baggage/).
public struct Baggage: Hashable, Sendable {
    /// A key with its value.
    public struct Entry: Hashable, Sendable {
        /// The key: one or more of the characters of a token of HTTP.
        public let key: String

        /// The value: any text.
        public var value: String

        /// The properties as they came, `;` between them; empty without.
        public var properties: String
    }

    /// The entries in the order in which they came.
    public private(set) var entries: [Entry] = []

    /// How many entries there may be: what was allowed before the specification left it at "at least 64".
    public static var maximumCount: Int { 180 }

    /// How many bytes the header field may have.
    public static var maximumLength: Int { 8_192 }

    /// Makes an empty one.
    public init() {}

    /// Whether there are no entries.
    public var isEmpty: Bool { entries.isEmpty }

    /// The value for a key. Setting `nil` removes it.
    ///
    /// A key that is no token, and an entry after ``maximumCount`` of them, change nothing.
    public subscript(key: String) -> String? {
        get { entries.first { $0.key == key }?.value }
        set {
            guard let newValue else {
                entries.removeAll { $0.key == key }
                return
            }
            set(Entry(key: key, value: newValue, properties: ""))
        }
    }

    /// Adds an entry, in the place of one with the same key.
    mutating func set(_ entry: Entry) {
        if let index = entries.firstIndex(where: { $0.key == entry.key }) {
            entries[index] = entry
        } else if entries.count < Self.maximumCount, BaggageSyntax.isToken(entry.key.utf8) {
            entries.append(entry)
        }
    }
}

extension ServiceContext {
    /// What travels along with the trace; empty when there is nothing.
    public var baggage: Baggage {
        get { self[BaggageKey.self] ?? Baggage() }
        set { self[BaggageKey.self] = newValue.isEmpty ? nil : newValue }
    }

    private enum BaggageKey: ServiceContextKey {
        typealias Value = Baggage
        static var nameOverride: String? { "baggage" }
    }
}
