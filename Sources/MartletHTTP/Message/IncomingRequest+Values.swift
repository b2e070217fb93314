import HTTPTypes
import Martlet
import MartletHTTP1
public import MartletJSON

extension IncomingRequest {
    /// The part of the path that stands for a parameter of the route, percent-decoded.
    ///
    /// - Parameter name: The name between the braces of the route.
    /// - Throws: `invalidArgument` when the bytes are not UTF-8; `internal` when the route has no such parameter.
    public func parameter(_ name: String) throws -> String {
        guard let index = route.parameterNames.firstIndex(of: name) else {
            throw Status(.internal, "the route has no parameter \"\(name)\"")
        }
        let bytes = UnsafeRawBufferPointer(rebasing: route.path[route.captures[index].range])
        guard let value = PercentEncoding.decode(bytes.bytes) else {
            throw Status(.invalidArgument, "\(name): not UTF-8")
        }
        return value
    }

    /// A parameter of the route as a value: a number, a UUID, an identifier type of your own.
    ///
    /// - Parameters:
    ///   - name: The name between the braces of the route.
    ///   - type: The type of the value.
    /// - Throws: `invalidArgument` when the text does not make such a value.
    public func parameter<Value: LosslessStringConvertible>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws -> Value {
        try Self.convert(parameter(name), name: name, type)
    }

    /// The first value of a name in the query, as a value; `nil` when the query does not have the name.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - type: The type of the value.
    /// - Throws: `invalidArgument` when the text does not make such a value.
    public func queryValue<Value: LosslessStringConvertible>(
        _ name: String,
        as type: Value.Type = Value.self
    ) throws -> Value? {
        try query[name].map { try Self.convert($0, name: name, type) }
    }

    /// Reads the body with the codec of the route.
    ///
    /// - Parameter type: The type of the value.
    /// - Throws: ``HTTPError`` with 415 when the body is of a type that the codec does not read; `invalidArgument`, with
    ///   the path to the place, when the body is not such a value.
    public func decodeBody<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try readBody { try $0.decode(type, from: $1) }
    }

    /// Reads the body with the codec of the route, by the type's own reading when that is JSON.
    ///
    /// - Parameter type: The type of the value.
    /// - Throws: As the other for types that are `Decodable`.
    public func decodeBody<Value: JSONReadable>(_ type: Value.Type = Value.self) throws -> Value {
        try readBody { try $0.decode(type, from: $1) }
    }

    @inline(__always)
    private func readBody<Value>(
        _ decode: (any HTTPBodyCodec, UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value {
        let codec = route.codec
        try checkContentType(for: codec)
        do {
            return try decode(codec, bodyBytes)
        } catch let error as DecodingError {
            throw Status(.invalidArgument, DecodingFailure(error).description, underlying: error)
        } catch let error as any StatusConvertible {
            throw error
        } catch {
            // A codec of somebody else's: its words may not be meant for the caller.
            throw Status(.invalidArgument, "the body cannot be read", underlying: error)
        }
    }

    func checkContentType(for codec: any HTTPBodyCodec) throws {
        guard let bytes = view.value(of: "content-type") else {
            guard !bodyBytes.isEmpty else { throw Status(.invalidArgument, "the body is empty") }
            guard codec.reads(nil) else { throw HTTPError(.unsupportedMediaType, "the request has no Content-Type") }
            return
        }
        // What nearly all requests say, without making a string.
        let json: StaticString = "application/json"
        let jsonBytes = UnsafeRawBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount)
        if route.readsJSON, CaseFolding.isEqual(bytes.bytes, jsonBytes.bytes) { return }
        let essence = String(decoding: bytes.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
        guard codec.reads(essence.trimmingPrefix { $0 == " " }.split(separator: " ").first?.lowercased()) else {
            throw HTTPError(.unsupportedMediaType, "the body should be \(codec.mediaType.value), not \(essence)")
        }
    }

    private static func convert<Value: LosslessStringConvertible>(
        _ text: String,
        name: String,
        _ type: Value.Type
    ) throws -> Value {
        guard let value = Value(text) else {
            throw Status(.invalidArgument, "\(name): \"\(text.prefix(100))\" is not a valid \(type)")
        }
        return value
    }
}
