extension Parser {
    /// Reads fields up to a sign, which is skipped.
    mutating func fields(until end: Character, of what: String) throws(IDLError) -> [FieldSyntax] {
        var fields: [FieldSyntax] = []
        var automaticID = -1
        while try !skip(symbol: end) {
            guard token.kind != .end else { throw expected("\(what), or \"\(end)\",") }
            fields.append(try field(of: what, automaticID: &automaticID))
        }
        return fields
    }

    private mutating func field(of what: String, automaticID: inout Int) throws(IDLError) -> FieldSyntax {
        let documentation = token.documentation
        let id = try fieldID(&automaticID)
        var requiredness = Requiredness.normal
        if try skip(keyword: "required") {
            requiredness = .required
        } else if try skip(keyword: "optional") {
            requiredness = .optional
        }
        let type = try type()
        // Tells C++ to use a pointer.
        _ = try skip(symbol: "&")
        let name = try name(of: what, allowsKeywords: true)
        let defaultValue = try skip(symbol: "=") ? try constant() : nil
        try skipXSD()
        let annotations = try annotations()
        try skipSeparator()
        return FieldSyntax(
            id: id,
            requiredness: requiredness,
            type: type,
            name: name,
            defaultValue: defaultValue,
            annotations: annotations,
            documentation: documentation
        )
    }

    /// The id of a field. Without one, or after one that is not positive, they are counted downwards.
    private mutating func fieldID(_ automaticID: inout Int) throws(IDLError) -> Int16 {
        let location = token.location
        let number: Int
        if case .integer(let written) = token.kind {
            try advance()
            try expect(":", "after the id of the field")
            number = Int(written)
            if number <= 0, number >= Int(Int16.min) { automaticID = number - 1 }
        } else {
            number = automaticID
            automaticID -= 1
        }
        guard let id = Int16(exactly: number) else {
            throw IDLError("the id of a field is from \(Int16.min) to \(Int16.max), not \(number)", at: location)
        }
        return id
    }

    /// Skips what is meant for XML schemas.
    private mutating func skipXSD() throws(IDLError) {
        _ = try skip(keyword: "xsd_optional")
        _ = try skip(keyword: "xsd_nillable")
        if try skip(keyword: "xsd_attrs") {
            try expect("{", "before the attributes")
            // Attributes have none of their own as a rule; the bound is for those that would go on for ever.
            xsdDepth += 1
            guard xsdDepth <= limits.nesting else {
                throw IDLError(
                    "there are more than \(limits.nesting) attributes inside one another",
                    at: token.location
                )
            }
            _ = try fields(until: "}", of: "an attribute")
            xsdDepth -= 1
        }
    }
}
