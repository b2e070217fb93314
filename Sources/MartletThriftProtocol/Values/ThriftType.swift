/// The types of values on the wire, by their numbers in the binary protocol.
///
/// An enum is an `i32`, binary data a `string`, and unions and exceptions are structs.
public enum ThriftType: UInt8, Hashable, Sendable {
    /// No value: the end of a struct.
    case stop = 0
    /// `bool`
    case bool = 2
    /// `i8`, also called `byte`
    case i8 = 3
    /// `double`
    case double = 4
    /// `i16`
    case i16 = 6
    /// `i32`, and enums
    case i32 = 8
    /// `i64`
    case i64 = 10
    /// `string` and `binary`
    case string = 11
    /// A struct, union or exception.
    case structure = 12
    /// `map`
    case map = 13
    /// `set`
    case set = 14
    /// `list`
    case list = 15
    /// `uuid`
    case uuid = 16
}
