public import MartletJSON
public import NIOCore

/// JSON as the body of requests and responses.
public struct JSONBodyCodec: HTTPBodyCodec {
    /// The codec behind it, with its formats and limits.
    public var json: JSONCodec

    /// Whether bodies are read whatever type the peer says they are of.
    ///
    /// Off by default: a browser sends a form, plain text, or bytes without a type to another origin without asking it
    /// first, but not JSON.
    /// On, a service takes what `curl -d` sends.
    public var readsAnyContentType: Bool

    /// Makes a codec.
    ///
    /// - Parameters:
    ///   - json: The codec behind it.
    ///   - readsAnyContentType: Whether bodies are read whatever type the peer says they are of.
    public init(_ json: JSONCodec = JSONCodec(), readsAnyContentType: Bool = false) {
        self.json = json
        self.readsAnyContentType = readsAnyContentType
    }

    /// JSON in UTF-8.
    public var mediaType: MediaType { .json }

    /// Whether the type is `application/json` or ends in `+json`.
    public func reads(_ contentType: String?) -> Bool {
        readsAnyContentType || MediaType.isJSON(contentType)
    }

    /// Reads a value.
    public func decode<Value: Decodable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        try json.decode(type, from: body.bytes)
    }

    /// Writes a value.
    public func encode<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws {
        try json.withEncoded(value) { _ = body.writeBytes($0) }
    }

    /// Has a value read itself.
    public func decode<Value: JSONReadable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        try json.decode(type, from: body.bytes)
    }

    /// Has a value write itself.
    public func encode<Value: JSONWritable>(_ value: Value, into body: inout ByteBuffer) throws {
        try json.withEncoded(value) { _ = body.writeBytes($0) }
    }
}
