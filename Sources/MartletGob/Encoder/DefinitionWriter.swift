/// Writes definitions of types: values of Go's `wireType`, byte for byte as Go does.
enum DefinitionWriter {
    static func write(_ shape: Shape, to output: inout ByteWriter) {
        switch shape.kind {
        case .array:
            begin(WireID.array, shape.name, shape.id, &output)
            field(1, id: shape.element?.id, &output)
            if shape.length > 0 { field(1, number: shape.length, &output) }
        case .slice:
            begin(WireID.slice, shape.name, shape.id, &output)
            field(1, id: shape.element?.id, &output)
        case .map:
            begin(WireID.map, shape.name, shape.id, &output)
            field(1, id: shape.key?.id, &output)
            field(1, id: shape.element?.id, &output)
        case .opaque:
            let field =
                switch shape.form {
                case .gobEncoder: WireID.gobEncoder
                case .binaryMarshaler: WireID.binaryMarshaler
                case .textMarshaler: WireID.textMarshaler
                }
            begin(field, shape.name, shape.id, &output)
        default:
            begin(WireID.structure, shape.name, shape.id, &output)
            fields(shape.fields, &output)
        }
        end(&output)
    }

    /// Writes the definition of a struct that no shape describes: the headers of net/rpc.
    static func writeStructure(_ name: String, id: Int, fields: [(String, WireKind)], to output: inout ByteWriter) {
        begin(WireID.structure, name, id, &output)
        if !fields.isEmpty {
            output.append(1)
            output.append(unsigned: UInt64(fields.count))
            for (name, kind) in fields { field(name, id: Int(kind.rawValue) + 1, &output) }
        }
        end(&output)
    }

    private static func fields(_ fields: [Shape.Field], _ output: inout ByteWriter) {
        guard !fields.isEmpty else { return }
        output.append(1)
        output.append(unsigned: UInt64(fields.count))
        for member in fields {
            if let shape = member.shape, shape.isResolved {
                field(member.name, id: shape.id, &output)
            } else {
                // No value has shown the type yet. Go skips fields that are not exported, whatever they are.
                field("_", id: Int(WireKind.int.rawValue) + 1, &output)
            }
        }
    }

    private static func field(_ name: String, id: Int, _ output: inout ByteWriter) {
        output.append(1)
        output.append(name)
        output.append(1)
        output.append(signed: Int64(id))
        output.append(0)
    }

    /// The start of a `wireType` with one field, and of that field with its `CommonType`.
    private static func begin(_ field: Int, _ name: String, _ id: Int, _ output: inout ByteWriter) {
        output.append(UInt8(field + 1))
        output.append(1)
        if name.isEmpty {
            output.append(2)
        } else {
            output.append(1)
            output.append(name)
            output.append(1)
        }
        output.append(signed: Int64(id))
        output.append(0)
    }

    private static func end(_ output: inout ByteWriter) {
        output.append(0)
        output.append(0)
    }

    private static func field(_ delta: UInt8, id: Int?, _ output: inout ByteWriter) {
        field(delta, number: id ?? 0, &output)
    }

    private static func field(_ delta: UInt8, number: Int, _ output: inout ByteWriter) {
        output.append(delta)
        output.append(signed: Int64(number))
    }
}
