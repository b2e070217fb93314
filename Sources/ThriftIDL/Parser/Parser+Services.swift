extension Parser {
    /// Reads a service.
    mutating func service() throws(IDLError) -> DefinitionSyntax {
        try advance()
        let name = try name(of: "a service")
        var parent: Name?
        if try skip(keyword: "extends") {
            guard case .identifier(let text) = token.kind, !Self.keywords.contains(text) else {
                throw expected("the name of a service")
            }
            parent = Name(text: text, location: token.location)
            try advance()
        }
        try expect("{", parent == nil ? "or \"extends\" after the name of the service" : "after the service it extends")
        var functions: [FunctionSyntax] = []
        while try !skip(symbol: "}") {
            guard token.kind != .end else { throw expected("a method, or \"}\",") }
            functions.append(try function())
        }
        let annotations = try annotations()
        try skipSeparator()
        return DefinitionSyntax(
            kind: .service(extends: parent, functions),
            name: name,
            annotations: annotations,
            documentation: []
        )
    }

    private mutating func function() throws(IDLError) -> FunctionSyntax {
        let documentation = token.documentation
        // "async" is what "oneway" was called first.
        let isOneway = isAt("oneway") || isAt("async")
        if isOneway { try advance() }
        let location = token.location
        let result = try skip(keyword: "void") ? nil : try type()
        if isOneway, result != nil {
            throw IDLError("nothing answers a oneway method: void was expected", at: location)
        }
        let name = try name(of: "a method", allowsKeywords: true)
        try expect("(", "after the name of the method")
        let arguments = try fields(until: ")", of: "an argument")
        var exceptions: [FieldSyntax] = []
        if isAt("throws") {
            guard !isOneway else {
                throw IDLError("nothing answers a oneway method: it cannot throw", at: token.location)
            }
            try advance()
            try expect("(", "after \"throws\"")
            exceptions = try fields(until: ")", of: "an exception")
        }
        let annotations = try annotations()
        try skipSeparator()
        return FunctionSyntax(
            isOneway: isOneway,
            result: result,
            name: name,
            arguments: arguments,
            exceptions: exceptions,
            annotations: annotations,
            documentation: documentation
        )
    }
}
