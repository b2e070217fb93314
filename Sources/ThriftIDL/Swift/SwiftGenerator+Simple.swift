extension SwiftGenerator {
    /// Writes a typedef.
    mutating func typedef(_ declaration: Declaration, _ type: IDLType) {
        out.documentation(documentation(declaration.documentation, or: "The typedef `\(declaration.name.text)`."))
        out.line("\(access)typealias \(SwiftName.escaped(declaration.swiftName)) = \(self.type(type))")
    }

    /// Writes an enum: a struct, which keeps values that have no name.
    mutating func enumeration(_ declaration: Declaration, _ values: [EnumValue]) {
        let name = SwiftName.escaped(declaration.swiftName)
        out.documentation(documentation(declaration.documentation, or: "The enum `\(declaration.name.text)`."))
        out.open("\(access)struct \(name): \(runtime("ThriftEnum"))")
        for value in values {
            out.documentation(documentation(value.documentation, or: "`\(value.name.text)`, \(value.number)."))
            out.line("\(access)static let \(SwiftName.escaped(value.swiftName)) = Self(rawValue: \(value.number))")
            out.blank()
        }
        out.documentation(["The number on the wire, which may be one without a name."])
        out.line("\(access)let rawValue: \(standard("Int32"))")
        out.blank()
        out.documentation(["Makes a value of its number."])
        out.open("\(access)init(rawValue: \(standard("Int32")))")
        out.line("self.rawValue = rawValue")
        out.close()
        out.close()
    }

    /// Writes the constants, as members of an enum.
    mutating func constants() {
        guard file.declarations.contains(where: \.isConstant) else { return }
        out.blank()
        out.documentation(["The constants of `\(FilePath.fileName(of: file.path))`."])
        out.open("\(access)enum \(SwiftName.constants(ofFileAt: file.path))")
        for declaration in file.declarations {
            guard case .constant(let type, let value) = declaration.kind else { continue }
            out.documentation(documentation(declaration.documentation, or: "The constant `\(declaration.name.text)`."))
            let head = "\(access)static let \(SwiftName.escaped(declaration.swiftName)): \(self.type(type)) = "
            out.line(head + expression(value, type, indentation: out.indentation, column: out.indentation + head.count))
            out.blank()
        }
        out.close()
    }
}
