extension Parser {
    /// Reads a type.
    ///
    /// - Parameter depth: How many types it is in.
    mutating func type(depth: Int = 0) throws(IDLError) -> TypeSyntax {
        let location = token.location
        guard case .identifier(let word) = token.kind else { throw expected("a type") }
        guard depth < limits.nesting else {
            throw IDLError("there are more than \(limits.nesting) types inside one another", at: location)
        }
        let kind: TypeSyntax.Kind
        switch word {
        case "list":
            try container()
            kind = .list(try type(depth: depth + 1))
            try expect(">", "after the type of the elements")
            try cppType()
        case "set":
            try container()
            kind = .set(try type(depth: depth + 1))
            try expect(">", "after the type of the elements")
        case "map":
            try container()
            let key = try type(depth: depth + 1)
            try expect(",", "after the type of the keys")
            kind = .map(key, try type(depth: depth + 1))
            try expect(">", "after the type of the values")
        case "void":
            throw IDLError("void is what a method may return, and no type of a value", at: location)
        case "slist", "senum":
            throw IDLError("\(word) is gone from the IDL: use string", at: location)
        default:
            if let base = BaseType(keyword: word) {
                kind = .base(base)
            } else if Self.keywords.contains(word) {
                throw expected("a type")
            } else {
                kind = .named(word)
            }
            try advance()
        }
        _ = try annotations()
        return TypeSyntax(kind: kind, location: location)
    }

    private mutating func container() throws(IDLError) {
        try advance()
        try cppType()
        try expect("<", "before the type of the elements")
    }

    /// Skips the type that C++ shall use.
    private mutating func cppType() throws(IDLError) {
        if try skip(keyword: "cpp_type") { _ = try string("the type of C++ in quotes") }
    }
}
