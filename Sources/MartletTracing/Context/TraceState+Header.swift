extension TraceState {
    /// How many characters everybody passes on: section 3.3.1.5.
    static var propagatedLength: Int { 512 }

    /// The longest field that is read: 32 of the longest members with blanks around them.
    private static var longestField: Int { 32 * (256 + 1 + 256 + 1) + 1_024 }

    /// Reads a header field.
    ///
    /// - Parameter headerValue: The field `tracestate`; several fields are joined by commas.
    /// - Returns: `nil` when any member is not valid, a key occurs twice or there are more than ``maximumCount``: then the
    ///   whole list is to be dropped.
    public init?(headerValue: String) {
        guard headerValue.utf8.count <= Self.longestField else { return nil }
        var members: [Member] = []
        for part in headerValue.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true) {
            let member = TraceStateSyntax.trimmed(part)
            // Empty members are allowed: section 3.3.1.1.
            guard !member.isEmpty else { continue }
            guard members.count < Self.maximumCount,
                let equals = member.firstIndex(of: UInt8(ascii: "=")),
                TraceStateSyntax.isKey(member[..<equals]),
                TraceStateSyntax.isValue(member[member.index(after: equals)...])
            else { return nil }
            let key = String(Substring(member[..<equals]))
            guard !members.contains(where: { $0.key == key }) else { return nil }
            members.append(Member(key: key, value: String(Substring(member[member.index(after: equals)...]))))
        }
        self.init(checked: members)
    }

    /// The header field, at most 512 characters of it: when there are more, members of more than 128 characters are left
    /// out first, and then members from the end; never a part of one. Empty when there are no members.
    ///
    /// Source: [section 3.3.1.5](https://www.w3.org/TR/trace-context/#tracestate-limits).
    public var headerValue: String {
        var kept = members
        var length = kept.reduce(-1) { $0 + $1.headerLength + 1 }
        for index in kept.indices.reversed() where length > Self.propagatedLength && kept[index].headerLength > 128 {
            length -= kept[index].headerLength + 1
            kept.remove(at: index)
        }
        while length > Self.propagatedLength, let last = kept.popLast() {
            length -= last.headerLength + 1
        }
        var text = ""
        text.reserveCapacity(max(length, 0))
        for member in kept {
            if !text.isEmpty { text += "," }
            text += member.key
            text += "="
            text += member.value
        }
        return text
    }
}
