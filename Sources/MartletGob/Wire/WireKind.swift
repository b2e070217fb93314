/// What a type is on the wire.
enum WireKind: UInt8 {
    case bool, int, uint, float, bytes, string, complex, interface
    case array, slice, structure, map, opaque

    /// The kinds with ids of their own, from 1 on, in their order.
    static let basic: [WireKind] = [.bool, .int, .uint, .float, .bytes, .string, .complex, .interface]

    /// How Go calls the types of a basic kind.
    var name: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .float: "float64"
        case .bytes: "[]uint8"
        case .string: "string"
        case .complex: "complex128"
        case .interface: "interface {}"
        case .array: "array"
        case .slice: "slice"
        case .structure: "struct"
        case .map: "map"
        case .opaque: "GobEncoder"
        }
    }

    /// Whether a value is found without a walk through values inside of it.
    var isScalar: Bool {
        switch self {
        case .bool, .int, .uint, .float, .bytes, .string, .complex, .opaque: true
        case .interface, .array, .slice, .structure, .map: false
        }
    }
}

/// The numbers that every stream of gobs shares.
enum WireID {
    /// What the first type gets that a stream defines. Go's own types, of which definitions consist, are below.
    static let firstDefined = 65

    /// The fields of Go's `wireType`, of which a definition has exactly one.
    static let array = 0
    static let slice = 1
    static let structure = 2
    static let map = 3
    static let gobEncoder = 4
    static let binaryMarshaler = 5
    static let textMarshaler = 6
}
