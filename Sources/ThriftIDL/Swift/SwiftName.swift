/// Names of the IDL as names of Swift.
enum SwiftName {
    /// The name of a type: `my_struct` becomes `MyStruct`.
    static func type(_ name: String) -> String {
        let (prefix, words, suffix) = parts(of: name)
        let isShouted = words.count > 1 && !name.contains { $0.isLowercase }
        let joined = join(words.map { capitalized(isShouted ? $0.lowercased() : $0) })
        let type = prefix + joined + suffix
        return reservedTypes.contains(type) ? type + "_" : type
    }

    /// The name of a field, a value, a method or a constant: `MAX_SIZE`, `max_size` and `MaxSize` become `maxSize`.
    static func member(_ name: String) -> String {
        let (prefix, words, suffix) = parts(of: name)
        let isShouted = !name.contains { $0.isLowercase }
        let parts = words.enumerated().map { index, word in
            let word = isShouted ? word.lowercased() : word
            return index == 0 ? uncapitalized(word) : capitalized(word)
        }
        let member = prefix + join(parts) + suffix
        return reservedMembers.contains(member) ? member + "_" : member
    }

    /// The name of a method: what is beside it in the struct of endpoints, or in the client, has a name too.
    static func method(_ name: String) -> String {
        let method = member(name)
        return ["bindings", "endpoints"].contains(method) ? method + "_" : method
    }

    /// The name of a parameter where it is declared, and where few keywords need backticks.
    static func parameter(_ name: String) -> String {
        ["inout", "let", "var"].contains(name) ? "`\(name)`" : name
    }

    /// The label of an argument, where only one keyword needs backticks.
    static func label(_ name: String) -> String {
        name == "inout" ? "`inout`" : name
    }

    /// A name that is declared, or that stands alone: a keyword of Swift stands in backticks. Behind a dot none of them does.
    static func escaped(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }

    /// The name of something in Swift: the one of its annotation, or one made of its name in the IDL.
    static func chosen(
        for name: Name,
        _ annotations: Annotations,
        _ make: (String) -> String
    ) throws(IDLError) -> String {
        if let chosen = annotations.values[Annotations.swiftName] {
            guard isIdentifier(chosen.text) else {
                throw IDLError("\"\(chosen.text)\" is no name in Swift", at: chosen.location)
            }
            guard !reservedTypes.contains(chosen.text), !reservedMembers.contains(chosen.text) else {
                throw IDLError("\"\(chosen.text)\" is a name that Swift keeps for itself", at: chosen.location)
            }
            return chosen.text
        }
        let made = make(name.text)
        guard isIdentifier(made) else {
            throw IDLError(
                "\"\(name.text)\" is no name in Swift: give it one with (\(Annotations.swiftName) = …)",
                at: name.location
            )
        }
        return made
    }

    /// Refuses a name that is taken.
    ///
    /// - Parameters:
    ///   - swiftName: The name in Swift.
    ///   - name: The name in the IDL.
    ///   - what: What it is the name of.
    ///   - names: The names that are taken, to which this one is added.
    static func check(
        _ swiftName: String,
        of name: Name,
        _ what: String,
        in names: inout [String: Name]
    ) throws(IDLError) {
        guard let previous = names.updateValue(name, forKey: swiftName) else { return }
        guard previous.text != name.text else {
            throw IDLError(
                "there is a \(what) \"\(name.text)\" already, in line \(previous.location.line)",
                at: name.location
            )
        }
        throw IDLError(
            "\"\(previous.text)\" and \"\(name.text)\" are both \"\(swiftName)\" in Swift: "
                + "give one of them another name with (\(Annotations.swiftName) = …)",
            at: name.location
        )
    }

    /// A name that is not taken.
    static func free(_ name: String, besides taken: Set<String>) -> String {
        var name = name
        while taken.contains(name) { name += "_" }
        return name
    }

    // MARK: Words

    private static func parts(of name: String) -> (prefix: String, words: [String], suffix: String) {
        let prefix = name.prefix { $0 == "_" }
        let rest = name.dropFirst(prefix.count)
        let suffix = rest.reversed().prefix { $0 == "_" }
        let words = rest.dropLast(suffix.count).split(separator: "_").map(String.init)
        return (String(prefix), words, String(suffix))
    }

    /// Joins words; digits that would run together stay apart.
    private static func join(_ words: [String]) -> String {
        words.reduce(into: "") { joined, word in
            if joined.last?.isWholeNumber == true, word.first?.isWholeNumber == true { joined += "_" }
            joined += word
        }
    }

    private static func capitalized(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }

    /// Makes the first word of a name small: `URLString` becomes `urlString`, `UserID` becomes `userID`.
    private static func uncapitalized(_ word: String) -> String {
        let run = word.prefix { $0.isUppercase }
        guard !run.isEmpty else { return word }
        let startsNextWord =
            run.count > 1 && run.count < word.count && word.dropFirst(run.count).first?.isLetter == true
        let small = startsNextWord ? run.dropLast() : run
        return small.lowercased() + word.dropFirst(small.count)
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, Lexer.isLetter(first), name.contains(where: { $0 != "_" }) else {
            return false
        }
        return name.utf8.allSatisfy(Lexer.isWord)
    }

    /// Names of types that Swift, or the protocols of the runtime, keep for themselves; and those of the modules, behind which
    /// generated code finds what a type of the IDL hides.
    private static let reservedTypes: Set<String> = [
        "Any", "Martlet", "MartletThrift", "MartletThriftProtocol", "Protocol", "Self", "Success", "Swift", "Type",
    ]

    /// Names of members that Swift, or the protocols of the runtime, keep for themselves.
    private static let reservedMembers: Set<String> = ["hashValue", "init", "self", "thriftType"]

    private static let keywords: Set<String> = [
        "Any", "Self", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue",
        "default",
        "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func",
        "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "open", "operator",
        "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct",
        "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
