public import MartletThriftProtocol

/// The result of a method that is not answered; it never is on the wire.
public struct ThriftOnewayResult: ThriftResult, Hashable {
    /// Makes the result.
    public init(success: ThriftVoid) {}

    /// No: what is not answered declares no exceptions.
    public init?(exception: any Error) { nil }

    /// Nothing.
    public func get() -> ThriftVoid { ThriftVoid() }

    /// Reads a struct, whatever is in it.
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        try reader.skip(.structure)
    }

    /// Writes a struct without fields.
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeStructBegin()
        try writer.writeStructEnd()
    }
}
