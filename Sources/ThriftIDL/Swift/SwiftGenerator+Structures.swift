/// A struct that is written, and where it stands.
struct SwiftStructure {
    /// The name in Swift.
    var name: String
    /// The name in messages of errors.
    var title: String
    var documentation: [String]
    var conformances: [String]
    var fields: [Field]
    var place: FieldForm.Place
}

extension SwiftGenerator {
    /// Writes a struct or an exception.
    mutating func structure(_ declaration: Declaration, _ structure: Structure) {
        let isException = structure.kind == .exception
        let line = "The \(structure.kind.rawValue) `\(declaration.name.text)`."
        write(
            SwiftStructure(
                name: SwiftName.escaped(declaration.swiftName),
                title: declaration.name.text,
                documentation: documentation(declaration.documentation, or: line),
                conformances: [runtime(isException ? "ThriftException" : "ThriftStruct"), standard("Hashable")],
                fields: structure.fields,
                place: .structure
            )
        )
    }

    /// Writes a struct: its properties, a memberwise initialiser, reading and writing.
    mutating func write(_ structure: SwiftStructure, _ more: (inout Self) -> Void = { _ in }) {
        out.documentation(structure.documentation)
        out.open("\(access)struct \(structure.name): \(structure.conformances.joined(separator: ", "))")
        for field in structure.fields { property(field, form(field, in: structure.place), in: structure) }
        initializer(structure)
        more(&self)
        reading(structure)
        writing(structure)
        out.close()
    }

    /// The type of a property.
    private mutating func type(_ field: Field, _ form: FieldForm) -> String {
        type(field.type) + (form == .optional ? "?" : "")
    }

    /// The property in which an indirect field is kept.
    private static func storage(of field: Field, in structure: SwiftStructure) -> String {
        SwiftName.free("\(field.swiftName)Storage", besides: Set(structure.fields.map(\.swiftName)))
    }

    private mutating func property(_ field: Field, _ form: FieldForm, in structure: SwiftStructure) {
        let name = SwiftName.escaped(field.swiftName)
        let type = type(field, form)
        out.documentation(documentation(field.documentation, or: "The field `\(field.name.text)`, \(field.id)."))
        guard field.isIndirect else {
            out.line("\(access)var \(name): \(type)")
            out.blank()
            return
        }
        let (storage, indirect) = (Self.storage(of: field, in: structure), runtime("ThriftIndirect"))
        let isOptional = form == .optional
        out.open("\(access)var \(name): \(type)")
        out.line("get { \(storage)\(isOptional ? "?" : "").value }")
        out.line("set { \(storage) = \(isOptional ? "newValue.map { \(indirect)($0) }" : "\(indirect)(newValue)") }")
        out.close()
        out.blank()
        out.line("private var \(storage): \(indirect)<\(self.type(field.type))>\(isOptional ? "?" : "")")
        out.blank()
    }

    private mutating func initializer(_ structure: SwiftStructure) {
        let parameters = structure.fields.map { field -> String in
            let form = form(field, in: structure.place)
            let head = "\(SwiftName.parameter(field.swiftName)): \(type(field, form))"
            guard let value = initialValue(field, form, column: out.indentation + 8 + head.count) else { return head }
            // The lines of a long value are indented with the parameter.
            return
                "\(head) = \(value.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    "))"
        }
        out.documentation(["Makes a value\(parameters.isEmpty ? "" : " of its fields")."])
        guard !parameters.isEmpty else { return out.line("\(access)init() {}") }
        out.open("\(access)init(", parameters, ")")
        for field in structure.fields {
            let name = SwiftName.escaped(field.swiftName)
            let isOptional = form(field, in: structure.place) == .optional
            if field.isIndirect {
                let indirect = runtime("ThriftIndirect")
                let value = isOptional ? "\(name).map { \(indirect)($0) }" : "\(indirect)(\(name))"
                out.line("self.\(Self.storage(of: field, in: structure)) = \(value)")
            } else {
                out.line("self.\(field.swiftName) = \(name)")
            }
        }
        out.close()
    }

    // MARK: Reading

    /// The head of the initialiser that reads.
    mutating func openReading() {
        out.blank()
        out.documentation(["Reads a value."])
        let reader = runtime("ThriftReader")
        out.open("\(access)init(from reader: inout some \(reader)) throws(\(runtime("ThriftProtocolError")))")
    }

    private mutating func reading(_ structure: SwiftStructure) {
        openReading()
        defer { out.close() }
        guard !structure.fields.isEmpty else {
            out.line("try reader.skip(.structure)")
            return
        }
        let forms = structure.fields.map { form($0, in: structure.place) }
        guard forms.contains(.required) else {
            out.line("self.init()")
            readFields(structure.fields, structure.fields.map { "self.\($0.swiftName)" })
            return
        }
        // They become properties when all of them have been read.
        let names = Set(structure.fields.map(\.swiftName))
        let locals = structure.fields.map { Self.local($0.swiftName, besides: names) }
        for ((field, form), local) in zip(zip(structure.fields, forms), locals) {
            if form == .required {
                out.line("var \(local): \(type(field.type))?")
            } else {
                let head = "var \(local): \(type(field, form))"
                let value = initialValue(field, form, column: out.indentation + head.count + 3) ?? "nil"
                out.line(value == "nil" ? head : "\(head) = \(value)")
            }
        }
        readFields(structure.fields, locals)
        for ((field, form), local) in zip(zip(structure.fields, forms), locals) where form == .required {
            let (name, title) = (Self.quoted(field.name.text), Self.quoted(structure.title))
            out.line("guard let \(local) else { throw reader.missing(\(name), of: \(title)) }")
        }
        let arguments = zip(structure.fields, locals).map { "\(SwiftName.label($0.swiftName)): \($1)" }
        out.list("self.init(", arguments, ")")
    }

    /// The name of the local value of a field in a function that has a reader and a field already.
    private static func local(_ name: String, besides names: Set<String>) -> String {
        ["reader", "field"].contains(name) ? SwiftName.free("\(name)Value", besides: names) : SwiftName.escaped(name)
    }

    private mutating func readFields(_ fields: [Field], _ targets: [String]) {
        out.line("try reader.readStructBegin()")
        out.open("while let field = try reader.readFieldBegin()")
        out.line("switch (field.id, field.type) {")
        for (field, target) in zip(fields, targets) {
            out.line("case (\(field.id), \(wireType(field.type))): \(target) = try reader.read()")
        }
        out.line("default: try reader.skip(field.type)")
        out.line("}")
        out.line("try reader.readFieldEnd()")
        out.close()
        out.line("try reader.readStructEnd()")
    }

    // MARK: Writing

    /// The head of the method that writes.
    ///
    /// - Parameter begins: Whether it begins a struct.
    mutating func openWriting(begins: Bool = true) {
        out.blank()
        out.documentation(["Writes the value."])
        let writer = runtime("ThriftWriter")
        out.open("\(access)func write(to writer: inout some \(writer)) throws(\(runtime("ThriftProtocolError")))")
        if begins { out.line("try writer.writeStructBegin()") }
    }

    private mutating func writing(_ structure: SwiftStructure) {
        openWriting()
        // In the order of their ids, as Apache's code writes them: the compact protocol writes differences of ids.
        for field in structure.fields.sorted(by: { $0.id < $1.id }) {
            let name = SwiftName.escaped(field.swiftName)
            out.line("try writer.write(\(name == "writer" ? "self.writer" : name), id: \(field.id))")
        }
        out.line("try writer.writeStructEnd()")
        out.close()
    }
}
