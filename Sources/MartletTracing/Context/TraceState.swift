/// What tracing systems add to a trace for themselves: keys and values, the one last changed first.
///
/// It is passed on as it came. Give it a member of your own only when you are a tracing system:
///
/// ```swift
/// var state = TraceState(headerValue: "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")
/// state?["rojo"] = "1"
/// // rojo=1,congo=t61rcWkgMzE
/// ```
///
/// Source: [W3C Trace Context, section 3.3](https://www.w3.org/TR/trace-context/#tracestate-header).
public struct TraceState: Hashable, Sendable {
    /// A key with its value.
    public struct Member: Hashable, Sendable {
        /// Which tracing system, and in systems with many customers which of them: `system` or `tenant@system`.
        public let key: String

        /// What it added.
        public let value: String

        var headerLength: Int { key.utf8.count + 1 + value.utf8.count }
    }

    /// The members, the one last changed first; at most ``maximumCount``.
    public private(set) var members: [Member]

    /// How many members a list may have.
    public static var maximumCount: Int { 32 }

    /// Makes an empty list.
    @inlinable
    public init() {
        self.init(checked: [])
    }

    @usableFromInline
    init(checked members: [Member]) {
        self.members = members
    }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The value for a key. Setting a valid one moves the key to the front; setting `nil` removes it.
    ///
    /// A key or a value that the specification does not allow changes nothing. When there are too many members the last one
    /// is removed.
    public subscript(key: String) -> String? {
        get { members.first { $0.key == key }?.value }
        set {
            guard let newValue else {
                members.removeAll { $0.key == key }
                return
            }
            guard TraceStateSyntax.isKey(key.utf8), TraceStateSyntax.isValue(newValue.utf8) else { return }
            members.removeAll { $0.key == key }
            members.insert(Member(key: key, value: newValue), at: 0)
            if members.count > Self.maximumCount { members.removeLast() }
        }
    }
}
