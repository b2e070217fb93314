public import MartletJSON
public import NIOCore

/// Turns bodies into values and back. JSON is one; any format that `Codable` can drive may be another.
///
/// Bindings whose types are not `Codable`, such as protobuf messages, bring closures of their own and need no codec.
public protocol HTTPBodyCodec: Sendable {
    /// The type of the bodies that it writes.
    var mediaType: MediaType { get }

    /// Whether a body of some type can be read.
    ///
    /// - Parameter contentType: The value of the `Content-Type` field, without parameters, in lower case; `nil` when the
    ///   peer sent none.
    func reads(_ contentType: String?) -> Bool

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - body: The whole body. It is valid until the method returns.
    /// - Throws: An error that says where the body is wrong; it reaches the caller as `invalidArgument`.
    func decode<Value: Decodable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value

    /// Writes a value.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - body: Where to append it.
    /// - Throws: An error of the value's own, or of the format: it becomes status 500.
    func encode<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws

    /// Reads a value that can read itself from JSON. A codec of another format need not have this.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - body: The whole body. It is valid until the method returns.
    /// - Throws: As the other.
    func decode<Value: JSONReadable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value

    /// Writes a value that can write itself as JSON. A codec of another format need not have this.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - body: Where to append it.
    /// - Throws: As the other.
    func encode<Value: JSONWritable>(_ value: Value, into body: inout ByteBuffer) throws
}

extension HTTPBodyCodec {
    /// Reads it as any other.
    public func decode<Value: JSONReadable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        try decodeByCodable(type, from: body)
    }

    /// Writes it as any other.
    public func encode<Value: JSONWritable>(_ value: Value, into body: inout ByteBuffer) throws {
        try encodeByCodable(value, into: &body)
    }

    // In these the more general methods are the only ones that fit.
    private func decodeByCodable<Value: Decodable>(
        _ type: Value.Type,
        from body: UnsafeRawBufferPointer
    ) throws -> Value {
        try decode(type, from: body)
    }

    private func encodeByCodable<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws {
        try encode(value, into: &body)
    }
}
