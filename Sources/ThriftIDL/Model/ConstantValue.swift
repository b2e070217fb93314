/// The value of a constant, of a type that is known.
indirect enum ConstantValue: Hashable, Sendable {
    case bool(Bool)
    /// A value of `i8`, `i16`, `i32` or `i64`.
    case integer(Int64)
    case double(Double)
    case string(String)
    case binary(String)
    case uuid(high: UInt64, low: UInt64)
    /// A value of an enum that has a name.
    case enumeration(DeclarationID, Int32)
    case list([ConstantValue])
    case set([ConstantValue])
    case map([Entry])
    /// A struct, union or exception with the fields that are given, in the order of the struct.
    case structure(DeclarationID, [FieldValue])
    /// Another constant of the same type.
    case constant(DeclarationID)

    struct Entry: Hashable, Sendable {
        var key: ConstantValue
        var value: ConstantValue
    }

    struct FieldValue: Hashable, Sendable {
        /// The index of the field.
        var field: Int
        var value: ConstantValue
    }
}
