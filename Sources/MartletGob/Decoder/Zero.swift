/// The values of fields that are missing: gob does not send what is zero.
enum Zero {
    /// How deep a type may be nested that is made of zeros: one that contains itself would have no end.
    private static var maximumDepth: Int { 100 }

    /// The zero of a type.
    ///
    /// - Throws: What the type throws when it is decoded from a struct without fields, from the number 0 and the like.
    static func value<Value: Decodable>(_ type: Value.Type, depth: Int, probe: ShapeProbe? = nil) throws -> Value {
        guard depth < maximumDepth else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "\(type) is missing, and its zero has no end")
            )
        }
        if let special = type as? any ZeroProviding.Type, let zero = special.gobZeroValue as? Value { return zero }
        if let opaque = type as? any GobOpaque.Type, let zero = opaque.gobZero as? Value { return zero }
        if let list = type as? any ZeroFilling.Type, let zero = try list.zeroFilled(depth: depth + 1) as? Value {
            return zero
        }
        return try Value(from: ZeroDecoder(depth: depth + 1, probe: probe))
    }
}

/// Types that have a zero without being decoded.
protocol ZeroProviding {
    static var gobZeroValue: Self { get }
}

extension Array: ZeroProviding {
    static var gobZeroValue: [Element] { [] }
}

extension Dictionary: ZeroProviding {
    static var gobZeroValue: [Key: Value] { [:] }
}

extension Optional: ZeroProviding {
    static var gobZeroValue: Wrapped? { nil }
}

extension GobInterface: ZeroProviding {
    static var gobZeroValue: GobInterface { GobInterface() }
}

extension GobComplex: ZeroProviding {
    static var gobZeroValue: GobComplex { GobComplex() }
}
