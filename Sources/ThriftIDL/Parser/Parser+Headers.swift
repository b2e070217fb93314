extension Parser {
    /// Reads an include or a namespace, which stand before everything else.
    ///
    /// - Returns: Whether there was one.
    mutating func header(into document: inout Document) throws(IDLError) -> Bool {
        if try skip(keyword: "include") {
            let location = token.location
            let path = try string("the path of a file in quotes")
            document.includes.append(.init(path: path, location: location))
        } else if try skip(keyword: "cpp_include") {
            _ = try string("the path of a file in quotes")
        } else if try skip(keyword: "namespace") {
            try namespace(into: &document)
        } else {
            return false
        }
        return true
    }

    private mutating func namespace(into document: inout Document) throws(IDLError) {
        let scope: String
        switch token.kind {
        case .symbol("*"): scope = "*"
        case .identifier(let name): scope = name
        default: throw expected("the language of the namespace, or \"*\",")
        }
        try advance()
        guard case .identifier(let text) = token.kind else { throw expected("the name of the namespace") }
        let name = Name(text: text, location: token.location)
        try advance()
        _ = try annotations()
        guard scope == "swift" else { return }
        guard !text.contains(".") else {
            throw IDLError("the namespace is a Swift module, whose name has no dots: \"\(text)\"", at: name.location)
        }
        guard document.module == nil else { throw IDLError("there are two Swift namespaces", at: name.location) }
        document.module = name
    }

    /// Reads what may stand in parentheses behind a declaration or a type.
    mutating func annotations() throws(IDLError) -> Annotations {
        var annotations = Annotations()
        guard try skip(symbol: "(") else { return annotations }
        while try !skip(symbol: ")") {
            guard case .identifier(let name) = token.kind else {
                throw expected("the name of an annotation, or \")\",")
            }
            let location = token.location
            try advance()
            let text = try skip(symbol: "=") ? try string("the text of the annotation") : "1"
            annotations.values[name] = .init(text: text, location: location)
            try skipSeparator()
        }
        return annotations
    }
}
