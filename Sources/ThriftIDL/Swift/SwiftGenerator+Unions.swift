extension SwiftGenerator {
    /// Writes a union: an enum whose cases have the values.
    mutating func union(_ declaration: Declaration, _ structure: Structure) {
        let name = SwiftName.escaped(declaration.swiftName)
        out.documentation(documentation(declaration.documentation, or: "The union `\(declaration.name.text)`."))
        let indirect = structure.isRecursive ? "indirect " : ""
        out.open("\(access)\(indirect)enum \(name): \(runtime("ThriftStruct")), \(standard("Hashable"))")
        for field in structure.fields {
            out.documentation(documentation(field.documentation, or: "The field `\(field.name.text)`, \(field.id)."))
            out.line("case \(SwiftName.escaped(field.swiftName))(\(type(field.type)))")
            out.blank()
        }
        openReading()
        reading(structure, title: declaration.name.text)
        out.close()
        writing(structure)
        out.close()
    }

    private mutating func reading(_ structure: Structure, title: String) {
        let error = runtime("ThriftProtocolError")
        guard !structure.fields.isEmpty else {
            out.line("try reader.skip(.structure)")
            out.line("throw \(error)(.invalidData, \(Self.quoted("the union \(title) has no fields")))")
            return
        }
        out.line("var value: Self?")
        out.line("var count = 0")
        out.line("try reader.readStructBegin()")
        out.open("while let field = try reader.readFieldBegin()")
        out.line("count += 1")
        out.line("switch (field.id, field.type) {")
        for field in structure.fields {
            let target = "value = Self.\(field.swiftName)"
            out.line("case (\(field.id), \(wireType(field.type))): \(target)(try reader.read())")
        }
        out.line("default: try reader.skip(field.type)")
        out.line("}")
        out.line("try reader.readFieldEnd()")
        out.close()
        out.line("try reader.readStructEnd()")
        out.open("guard let value, count == 1 else")
        out.line(
            "throw \(error)(.invalidData, \(Self.quoted("the union \(title) has not exactly one field that is known")))"
        )
        out.close()
        out.line("self = value")
    }

    private mutating func writing(_ structure: Structure) {
        openWriting(begins: !structure.fields.isEmpty)
        guard !structure.fields.isEmpty else {
            // There is no value that could be written.
            out.line("switch self {}")
            out.close()
            return
        }
        out.line("switch self {")
        for field in structure.fields {
            out.line("case .\(field.swiftName)(let value): try writer.write(value, id: \(field.id))")
        }
        out.line("}")
        out.line("try writer.writeStructEnd()")
        out.close()
    }
}
