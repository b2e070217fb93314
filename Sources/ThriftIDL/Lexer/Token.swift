/// A word, number, text or sign of the IDL.
struct Token: Hashable, Sendable {
    /// The kinds of tokens, with what they say.
    enum Kind: Hashable, Sendable {
        /// A name or a keyword; a name may have dots in it.
        case identifier(String)
        case integer(Int64)
        case double(Double)
        case string(String)
        /// One of `:;,{}()=<>[]*&`.
        case symbol(Character)
        /// Nothing comes after it.
        case end
    }

    var kind: Kind

    var location: SourceLocation

    /// The text of the `/** … */` comment before it, cleaned of its stars.
    var documentation: [String]

    /// How the token is named in messages.
    var description: String {
        switch kind {
        case .identifier(let name): "\"\(name)\""
        case .integer(let number): "the number \(number)"
        case .double(let number): "the number \(number)"
        case .string: "a text"
        case .symbol(let symbol): "\"\(symbol)\""
        case .end: "the end of the file"
        }
    }
}
