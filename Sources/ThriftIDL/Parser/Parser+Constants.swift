extension Parser {
    /// Reads the value of a constant.
    ///
    /// - Parameter depth: How many constants it is in.
    mutating func constant(depth: Int = 0) throws(IDLError) -> ConstantSyntax {
        let location = token.location
        guard depth < limits.nesting else {
            throw IDLError("there are more than \(limits.nesting) constants inside one another", at: location)
        }
        let kind: ConstantSyntax.Kind
        switch token.kind {
        case .integer(let number): kind = .integer(number)
        case .double(let number): kind = .double(number)
        case .string(let text): kind = .string(text)
        case .identifier(let name): kind = .reference(name)
        case .symbol("["):
            try advance()
            return ConstantSyntax(kind: .list(try elements(depth: depth + 1)), location: location)
        case .symbol("{"):
            try advance()
            return ConstantSyntax(kind: .map(try entries(depth: depth + 1)), location: location)
        default: throw expected("a constant")
        }
        try advance()
        return ConstantSyntax(kind: kind, location: location)
    }

    private mutating func elements(depth: Int) throws(IDLError) -> [ConstantSyntax] {
        var elements: [ConstantSyntax] = []
        while try !skip(symbol: "]") {
            guard token.kind != .end else { throw expected("a constant, or \"]\",") }
            elements.append(try constant(depth: depth))
            try skipSeparator()
        }
        return elements
    }

    private mutating func entries(depth: Int) throws(IDLError) -> [ConstantSyntax.Entry] {
        var entries: [ConstantSyntax.Entry] = []
        while try !skip(symbol: "}") {
            guard token.kind != .end else { throw expected("a constant, or \"}\",") }
            let key = try constant(depth: depth)
            try expect(":", "between the key and its value")
            entries.append(.init(key: key, value: try constant(depth: depth)))
            try skipSeparator()
        }
        return entries
    }
}
