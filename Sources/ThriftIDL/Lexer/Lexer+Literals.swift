extension Lexer {
    /// An integer, decimal or hexadecimal, or a number with a fraction or an exponent.
    mutating func number() throws(IDLError) -> Token.Kind {
        let start = location
        var text = ""
        var isInteger = true
        if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            if sign == UInt8(ascii: "-") { text = "-" }
            advance()
        }
        if peek() == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x") {
            advance()
            advance()
            return .integer(try integer(text + word(), radix: 16, at: start))
        }
        text += digits()
        if peek() == UInt8(ascii: "."), peek(1).map(Self.isDigit) == true {
            advance()
            isInteger = false
            text += text.last?.isWholeNumber == true ? "." : "0."
            text += digits()
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e"), text.last?.isWholeNumber == true, hasExponent {
            isInteger = false
            text += "e"
            advance()
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                text += sign == UInt8(ascii: "-") ? "-" : ""
                advance()
            }
            text += digits()
        }
        guard text.last?.isWholeNumber == true else { throw IDLError("a number was expected", at: start) }
        if let byte = peek(), Self.isLetter(byte) {
            throw IDLError("a number ends in \"\(word())\"", at: start)
        }
        guard !isInteger else { return .integer(try integer(text, radix: 10, at: start)) }
        guard let number = Double(text), number.isFinite else {
            throw IDLError("the number \(text) does not fit into a double", at: start)
        }
        return .double(number)
    }

    /// Whether digits follow the letter `e`.
    private var hasExponent: Bool {
        guard let next = peek(1) else { return false }
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { return peek(2).map(Self.isDigit) == true }
        return Self.isDigit(next)
    }

    private func integer(_ text: String, radix: Int, at start: SourceLocation) throws(IDLError) -> Int64 {
        let form = radix == 16 ? text.replacingSign(with: "0x") : text
        guard let number = Int64(text, radix: radix) else {
            let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
            let isNumber = !digits.isEmpty && digits.allSatisfy { radix == 16 ? Self.isHexDigit($0) : Self.isDigit($0) }
            throw IDLError(
                isNumber ? "the integer \(form) does not fit into an i64" : "\(form) is no number",
                at: start
            )
        }
        return number
    }

    private mutating func digits() -> String {
        let start = offset
        while let byte = peek(), Self.isDigit(byte) { advance() }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func word() -> String {
        let start = offset
        while let byte = peek(), Self.isWord(byte) { advance() }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    /// A text between single or double quotes, which ends on its line.
    mutating func string() throws(IDLError) -> String {
        let start = location
        let quote = peek()
        advance()
        var text: [UInt8] = []
        while let byte = peek(), byte != UInt8(ascii: "\n") {
            let place = location
            advance()
            if byte == quote {
                guard let text = String(validating: text, as: UTF8.self) else {
                    throw IDLError("the text is not UTF-8", at: start)
                }
                return text
            }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            switch peek() {
            case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
            case .some(let byte) where [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\")].contains(byte):
                text.append(byte)
            default:
                throw IDLError(#"one of \r \n \t \" \' \\ was expected after "\""#, at: place)
            }
            advance()
        }
        let mark = quote.map(Self.name) ?? ""
        throw IDLError("the text does not end on its line: \(mark) was expected", at: start)
    }
}

extension String {
    /// A number with a prefix after its sign.
    fileprivate func replacingSign(with prefix: String) -> String {
        first == "-" ? "-" + prefix + dropFirst() : prefix + self
    }
}
