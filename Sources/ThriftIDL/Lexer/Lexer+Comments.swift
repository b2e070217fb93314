extension Lexer {
    /// Skips white space and comments.
    ///
    /// - Returns: The lines of the last `/** … */` comment among them, which belongs to what follows.
    mutating func skipBlanks() throws(IDLError) -> [String] {
        var documentation: [String] = []
        while let byte = peek() {
            switch (byte, peek(1)) {
            case (UInt8(ascii: " "), _), (UInt8(ascii: "\t"), _), (UInt8(ascii: "\r"), _), (UInt8(ascii: "\n"), _):
                advance()
            case (UInt8(ascii: "#"), _), (UInt8(ascii: "/"), UInt8(ascii: "/")):
                while let byte = peek(), byte != UInt8(ascii: "\n") { advance() }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                let isDocumentation = peek(2) == UInt8(ascii: "*") && peek(3) != UInt8(ascii: "/")
                let text = try blockComment()
                if isDocumentation { documentation = Self.lines(of: text) }
            default:
                return documentation
            }
        }
        return documentation
    }

    /// Skips a comment and returns what stands between `/*` and `*/`.
    private mutating func blockComment() throws(IDLError) -> ArraySlice<UInt8> {
        let start = location
        advance()
        advance()
        let text = offset
        while peek() != nil {
            if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                defer {
                    advance()
                    advance()
                }
                return bytes[text..<offset]
            }
            advance()
        }
        throw IDLError("the comment does not end: \"*/\" was expected", at: start)
    }

    /// The text of a documentation comment without the stars and blanks at the margins.
    ///
    /// What would end or break a comment of Swift, such as control characters, is left out.
    private static func lines(of comment: ArraySlice<UInt8>) -> [String] {
        var lines = String(decoding: comment, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }
            .map { line in
                var line = line.drop { $0.isWhitespace }
                if line.first == "*" { line = line.drop { $0 == "*" } }
                while let last = line.last, last.isWhitespace || last == "*" { line.removeLast() }
                line.unicodeScalars.removeAll { $0.properties.generalCategory == .control && $0 != "\t" }
                return String(line)
            }
        // One blank after the star is a margin, more of them are an indentation that means something.
        let hasMargin = lines.allSatisfy { $0.isEmpty || $0.first == " " || $0 == lines.first }
        if hasMargin { lines = lines.map { $0.first == " " ? String($0.dropFirst()) : $0 } }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return Array(lines.drop(while: \.isEmpty))
    }
}
