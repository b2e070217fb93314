/// An enum of the IDL: a number with names for some. A value without a name, from a newer peer, is kept.
///
/// ```swift
/// struct Color: ThriftEnum {
///     let rawValue: Int32
///     init(rawValue: Int32) { self.rawValue = rawValue }
///     static let red = Color(rawValue: 1)
/// }
/// ```
public protocol ThriftEnum: ThriftValue, RawRepresentable, Hashable where RawValue == Int32 {
    /// Makes a value, which may have no name.
    init(rawValue: Int32)
}

extension ThriftEnum {
    /// An enum is an `i32`.
    @inlinable
    public static var thriftType: ThriftType { .i32 }

    /// Reads the number.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self.init(rawValue: try reader.readI32())
    }

    /// Writes the number.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeI32(rawValue)
    }
}
