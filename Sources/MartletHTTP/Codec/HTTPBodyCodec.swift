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
}
