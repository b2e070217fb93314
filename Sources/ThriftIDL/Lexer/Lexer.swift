/// Cuts a file of the IDL into tokens, one at a time.
///
/// Every byte is looked at once and nothing is kept of what has been read, so time and memory grow with the file only.
struct Lexer {
    let path: String
    let bytes: [UInt8]
    var offset = 0
    var line = 1
    var column = 1

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        // A byte order mark, which some editors write.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// The next token; `end` again and again after the last one.
    mutating func next() throws(IDLError) -> Token {
        let documentation = try skipBlanks()
        let start = location
        let kind: Token.Kind
        switch peek() {
        case nil: kind = .end
        case .some(let byte) where Self.isLetter(byte): kind = identifier()
        case .some(let byte) where Self.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"):
            kind = try number()
        case UInt8(ascii: "."): kind = try number()
        case .some(let byte) where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"):
            kind = .string(try string())
        case .some(let byte) where Self.symbols.contains(byte):
            advance()
            kind = .symbol(Character(Unicode.Scalar(byte)))
        case .some(let byte):
            throw IDLError("\(Self.name(of: byte)) is no part of the IDL", at: start)
        }
        return Token(kind: kind, location: start, documentation: documentation)
    }

    // MARK: Reading

    var location: SourceLocation { SourceLocation(path: path, line: line, column: column) }

    func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    mutating func advance() {
        guard let byte = peek() else { return }
        offset += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            // The bytes of a character after its first one do not count.
            column += 1
        }
    }

    /// A name: letters, digits and underscores, in parts joined by dots.
    private mutating func identifier() -> Token.Kind {
        let start = offset
        while let byte = peek() {
            let isDot = byte == UInt8(ascii: ".") && peek(1).map(Self.isWord) == true
            guard isDot || Self.isWord(byte) else { break }
            advance()
        }
        return .identifier(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    // MARK: Kinds of bytes

    private static let symbols = Set(":;,{}()=<>[]*&".utf8)

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    /// A byte as it is named in a message.
    static func name(of byte: UInt8) -> String {
        guard (0x21...0x7E).contains(byte) else { return "the byte 0x\(String(byte, radix: 16, uppercase: true))" }
        return "\"\(Character(Unicode.Scalar(byte)))\""
    }
}
