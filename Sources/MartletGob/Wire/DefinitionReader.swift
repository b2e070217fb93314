/// Reads definitions of types: values of Go's `wireType`, whose own definition every stream takes for known.
enum DefinitionReader {
    static func read(_ bytes: Span<UInt8>, at position: inout Int) throws(GobError) -> WireType {
        var result: WireType?
        let start = position
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            guard result == nil else { throw .malformed("a type is defined in two ways", at: start) }
            switch field {
            case WireID.array: result = try readArray(bytes, &position)
            case WireID.slice: result = try readSlice(bytes, &position)
            case WireID.structure: result = try readStructure(bytes, &position)
            case WireID.map: result = try readMap(bytes, &position)
            case WireID.gobEncoder, WireID.binaryMarshaler, WireID.textMarshaler:
                result = WireType(.opaque, name: try readOpaque(bytes, &position))
            default: throw .malformed("a definition has the unknown field \(field)", at: position)
            }
        }
        guard let result else { throw .malformed("a definition defines nothing", at: start) }
        return result
    }

    private static func readArray(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> WireType {
        var name = ""
        var element = 0
        var length = 0
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            switch field {
            case 0: name = try readCommon(bytes, &position)
            case 1: element = try readID(bytes, &position)
            case 2:
                let start = position
                let value = try bytes.readSigned(at: &position)
                guard value >= 0 else { throw .malformed("an array of \(value) elements", at: start) }
                length = Int(value)
            default: throw unknown(field, position)
            }
        }
        return WireType(.array, name: name, elementID: element, length: length)
    }

    private static func readSlice(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> WireType {
        var name = ""
        var element = 0
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            switch field {
            case 0: name = try readCommon(bytes, &position)
            case 1: element = try readID(bytes, &position)
            default: throw unknown(field, position)
            }
        }
        return WireType(.slice, name: name, elementID: element)
    }

    private static func readMap(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> WireType {
        var name = ""
        var key = 0
        var element = 0
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            switch field {
            case 0: name = try readCommon(bytes, &position)
            case 1: key = try readID(bytes, &position)
            case 2: element = try readID(bytes, &position)
            default: throw unknown(field, position)
            }
        }
        return WireType(.map, name: name, elementID: element, keyID: key)
    }

    private static func readStructure(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> WireType {
        var name = ""
        var members: [WireType.Field] = []
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            switch field {
            case 0: name = try readCommon(bytes, &position)
            case 1:
                let count = try bytes.readCount(at: &position)
                members.reserveCapacity(count)
                for _ in 0..<count { members.append(try readField(bytes, &position)) }
            default: throw unknown(field, position)
            }
        }
        return WireType(.structure, name: name, fields: members)
    }

    private static func readField(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> WireType.Field {
        var name = ""
        var id = 0
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            switch field {
            case 0: name = try bytes.readText(at: &position)
            case 1: id = try readID(bytes, &position)
            default: throw unknown(field, position)
            }
        }
        return WireType.Field(name: name, id: id)
    }

    private static func readOpaque(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> String {
        var name = ""
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            guard field == 0 else { throw unknown(field, position) }
            name = try readCommon(bytes, &position)
        }
        return name
    }

    /// Go's `CommonType`: the name, and an id that repeats the one before the definition.
    private static func readCommon(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> String {
        var name = ""
        var fields = FieldWalk()
        while let field = try fields.next(bytes, &position) {
            switch field {
            case 0: name = try bytes.readText(at: &position)
            case 1: _ = try readID(bytes, &position)
            default: throw unknown(field, position)
            }
        }
        return name
    }

    private static func readID(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> Int {
        Int(try bytes.readSigned(at: &position))
    }

    private static func unknown(_ field: Int, _ position: Int) -> GobError {
        .malformed("a definition has the unknown field \(field)", at: position)
    }
}

/// Walks over the fields of a struct: each is preceded by the difference of its number to the one before.
struct FieldWalk {
    private var field = -1

    /// The number of the next field; `nil` at the end.
    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>, _ position: inout Int) throws(GobError) -> Int? {
        let start = position
        let delta = try bytes.readUnsigned(at: &position)
        guard delta > 0 else { return nil }
        // No struct has more fields than its definition has bytes.
        guard delta <= UInt64(Int32.max), field &+ Int(delta) < Int(Int32.max) else {
            throw .malformed("a field number of more than 31 bits", at: start)
        }
        field &+= Int(delta)
        return field
    }
}
