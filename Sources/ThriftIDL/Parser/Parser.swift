/// Reads a file of the IDL: the grammar of Apache Thrift 0.17 to 0.22.
///
/// It descends once for each type or constant inside another one, and no deeper than ``IDLLimits/nesting``. The first
/// problem ends it.
struct Parser {
    private var lexer: Lexer
    let limits: IDLLimits
    private(set) var token: Token

    /// How many lists of XML attributes the parser is in.
    var xsdDepth = 0

    init(path: String, bytes: [UInt8], limits: IDLLimits = IDLLimits()) throws(IDLError) {
        let start = SourceLocation(path: path, line: 1, column: 1)
        guard bytes.count <= limits.fileByteCount else {
            throw IDLError("the file has more than \(limits.fileByteCount) bytes", at: start)
        }
        self.limits = limits
        lexer = Lexer(path: path, bytes: bytes)
        token = try lexer.next()
    }

    /// Reads the whole file.
    mutating func document() throws(IDLError) -> Document {
        var document = Document()
        while try header(into: &document) {}
        while token.kind != .end { document.definitions.append(try definition()) }
        return document
    }

    // MARK: Tokens

    /// Goes on to the next token.
    mutating func advance() throws(IDLError) {
        token = try lexer.next()
    }

    /// The error that something else was expected here.
    func expected(_ what: String) -> IDLError {
        IDLError("\(what) was expected, not \(token.description)", at: token.location)
    }

    /// Whether a keyword is here.
    func isAt(_ keyword: String) -> Bool {
        token.kind == .identifier(keyword)
    }

    /// Skips a sign if it is here.
    mutating func skip(symbol: Character) throws(IDLError) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    /// Skips a keyword if it is here.
    mutating func skip(keyword: String) throws(IDLError) -> Bool {
        guard isAt(keyword) else { return false }
        try advance()
        return true
    }

    /// Skips a sign that must be here.
    ///
    /// - Parameter place: What it belongs to, for the message: `after the name`.
    mutating func expect(_ symbol: Character, _ place: String) throws(IDLError) {
        guard try skip(symbol: symbol) else { throw expected("\"\(symbol)\" \(place)") }
    }

    /// Skips the comma or semicolon that may stand between two things.
    mutating func skipSeparator() throws(IDLError) {
        if try !skip(symbol: ",") { _ = try skip(symbol: ";") }
    }

    /// A text that must be here.
    mutating func string(_ what: String) throws(IDLError) -> String {
        guard case .string(let text) = token.kind else { throw expected(what) }
        try advance()
        return text
    }

    /// A name that is declared here.
    ///
    /// - Parameter allowsKeywords: Whether the place leaves no doubt that a keyword is a name.
    mutating func name(of what: String, allowsKeywords: Bool = false) throws(IDLError) -> Name {
        guard case .identifier(let text) = token.kind else { throw expected("the name of \(what)") }
        guard !text.contains(".") else {
            throw IDLError("the name of \(what) has no dots: \"\(text)\"", at: token.location)
        }
        guard allowsKeywords || !Self.keywords.contains(text) else {
            throw IDLError("\"\(text)\" is a keyword, and cannot be the name of \(what)", at: token.location)
        }
        let name = Name(text: text, location: token.location)
        try advance()
        return name
    }

    /// The words that mean something where a type or a definition may stand.
    static let keywords: Set<String> = [
        "async", "binary", "bool", "byte", "const", "cpp_include", "cpp_type", "double", "enum", "exception",
        "extends", "false", "i16", "i32", "i64", "i8", "include", "list", "map", "namespace", "oneway", "optional",
        "required", "senum", "service", "set", "slist", "string", "struct", "throws", "true", "typedef", "union",
        "uuid", "void",
    ]
}
