extension Baggage {
    /// Reads a header field, as much of it as is valid and within the limits.
    ///
    /// A member that is not valid is left out; of several with one key the last one counts; what comes after
    /// ``maximumLength`` bytes or ``maximumCount`` members is left out.
    ///
    /// - Parameter headerValue: The field `baggage`; several fields are joined by commas.
    public init(headerValue: String) {
        self.init()
        var length = 0
        for part in headerValue.utf8.split(separator: UInt8(ascii: ","), maxSplits: Self.maximumCount) {
            length += part.count + 1
            guard length <= Self.maximumLength + 1 else { return }
            guard let entry = Self.entry(part) else { continue }
            set(entry)
        }
    }

    private static func entry(_ bytes: Substring.UTF8View) -> Entry? {
        let member = TraceStateSyntax.trimmed(bytes)
        let semicolon = member.firstIndex(of: UInt8(ascii: ";")) ?? member.endIndex
        let pair = member[..<semicolon]
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let key = TraceStateSyntax.trimmed(pair[..<equals])
        let value = TraceStateSyntax.trimmed(pair[pair.index(after: equals)...])
        let properties = TraceStateSyntax.trimmed(member[semicolon...].dropFirst())
        guard BaggageSyntax.isToken(key), value.allSatisfy(BaggageSyntax.isValueCharacter),
            properties.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") || $0 == 0x09 })
        else { return nil }
        return Entry(
            key: String(Substring(key)),
            value: BaggageSyntax.decoded(value),
            properties: String(Substring(properties))
        )
    }

    /// The header field, with whole entries as far as ``maximumLength`` bytes reach. Empty when there are no entries.
    public var headerValue: String {
        var text = ""
        for entry in entries {
            var member = "\(entry.key)=\(BaggageSyntax.encoded(entry.value))"
            if !entry.properties.isEmpty { member += ";\(entry.properties)" }
            let length = text.utf8.count + member.utf8.count + (text.isEmpty ? 0 : 1)
            guard length <= Self.maximumLength else { continue }
            if !text.isEmpty { text += "," }
            text += member
        }
        return text
    }
}
