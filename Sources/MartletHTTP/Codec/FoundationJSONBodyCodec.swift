public import NIOCore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Foundation's JSON coders as a codec, for services that depend on their leniency or on their subclasses.
///
/// It is slower than ``JSONBodyCodec``, makes a copy of every body, and accepts some documents that are not
/// JSON.
public struct FoundationJSONBodyCodec: HTTPBodyCodec {
    private let makeDecoder: @Sendable () -> JSONDecoder
    private let makeEncoder: @Sendable () -> JSONEncoder

    /// Makes a codec.
    ///
    /// - Parameters:
    ///   - decoder: Makes a decoder, configured as you need it; called once per body.
    ///   - encoder: Makes an encoder, configured as you need it; called once per body.
    public init(
        decoder: @escaping @Sendable () -> JSONDecoder = { JSONDecoder() },
        encoder: @escaping @Sendable () -> JSONEncoder = { JSONEncoder() }
    ) {
        makeDecoder = decoder
        makeEncoder = encoder
    }

    /// JSON in UTF-8.
    public var mediaType: MediaType { .json }

    /// Whether the type is `application/json` or ends in `+json`.
    public func reads(_ contentType: String?) -> Bool {
        MediaType.isJSON(contentType)
    }

    /// Reads a value.
    public func decode<Value: Decodable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        try makeDecoder().decode(type, from: Data(body))
    }

    /// Writes a value.
    public func encode<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws {
        body.writeBytes(try makeEncoder().encode(value))
    }
}
