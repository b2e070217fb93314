/// The types that interface values may have, with the names that they have on the wire: what `gob.Register` is in Go.
///
/// A coder reads only types that were registered with it, so a peer cannot choose others. Go's basic types and slices of them
/// are registered under Go's names from the start; of several Swift types that are one in Go, `Int` and `Double`
/// come first.
public struct GobTypes: Sendable {
    struct Entry: Sendable {
        let name: String
        /// What reads a value. It is made once, so an interface value costs one look-up.
        let decode: @Sendable (Document, Int) throws -> any Codable & Sendable
        let encode: @Sendable (any Codable & Sendable, EncoderState) throws -> Shape?
    }

    private(set) var byName: [String: Entry] = [:]
    private(set) var byType: [ObjectIdentifier: Entry] = [:]

    /// Makes a table with Go's basic types.
    public init() {
        register(Int.self, as: "int")
        register(Int8.self, as: "int8")
        register(Int16.self, as: "int16")
        register(Int32.self, as: "int32")
        register(Int64.self, as: "int64")
        register(UInt.self, as: "uint")
        register(UInt8.self, as: "uint8")
        register(UInt16.self, as: "uint16")
        register(UInt32.self, as: "uint32")
        register(UInt64.self, as: "uint64")
        register(Float.self, as: "float32")
        register(Double.self, as: "float64")
        register(GobComplex.self, as: "complex128")
        register(Bool.self, as: "bool")
        register(String.self, as: "string")
        register([UInt8].self, as: "[]uint8")
        register([Int].self, as: "[]int")
        register([Int8].self, as: "[]int8")
        register([Int16].self, as: "[]int16")
        register([Int32].self, as: "[]int32")
        register([Int64].self, as: "[]int64")
        register([UInt].self, as: "[]uint")
        register([UInt16].self, as: "[]uint16")
        register([UInt32].self, as: "[]uint32")
        register([UInt64].self, as: "[]uint64")
        register([Float].self, as: "[]float32")
        register([Double].self, as: "[]float64")
        register([GobComplex].self, as: "[]complex128")
        register([Bool].self, as: "[]bool")
        register([String].self, as: "[]string")
    }

    /// Adds a type, or gives it and the name a new partner.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - name: The name on the wire, up to 1024 bytes; Go's default is `main.Circle`, or `*main.Circle` where the Go program
    ///     has registered a pointer.
    public mutating func register<Value: Codable & Sendable>(_ type: Value.Type, as name: String) {
        let entry = Entry(
            name: name,
            decode: { document, index in try document.decode(Value.self, at: index) },
            encode: { value, state in
                guard let value = value as? Value else { return nil }
                return try state.encodeWhole(value)
            }
        )
        byName[name] = entry
        byType[ObjectIdentifier(type)] = entry
    }
}
