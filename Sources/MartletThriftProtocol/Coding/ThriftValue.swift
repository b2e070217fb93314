/// What can stand in a field, in a list, or in a map: scalars, texts, containers, structs.
public protocol ThriftValue: Sendable {
    /// The type on the wire.
    static var thriftType: ThriftType { get }

    /// Reads a value.
    init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError)

    /// Writes the value.
    func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError)
}

/// A struct, union or exception of the IDL.
public protocol ThriftStruct: ThriftValue {}

extension ThriftStruct {
    /// A struct.
    @inlinable
    public static var thriftType: ThriftType { .structure }
}

/// An exception of the IDL, which a service throws and a caller catches.
public protocol ThriftException: ThriftStruct, Error {}
