/// Writes a stream of gobs: values of `Codable` types, and before each what a peer must know of its type, once.
///
/// A stream has a memory, so an encoder belongs to one stream and one task at a time; all its bytes go to one decoder, in
/// order.
///
/// ```swift
/// struct Point: Codable {
///     var x: Int
///     var y: Int
/// }
///
/// let encoder = GobEncoder()
/// var bytes = try encoder.encode(Point(x: 22, y: 33))
/// bytes += try encoder.encode(Point(x: 1, y: 2))  // without the definition of Point
/// ```
///
/// How Swift's types and Go's correspond is written in <doc:MartletGob>.
public final class GobEncoder {
    package let state: GobEncodingState

    /// Makes an encoder for a new stream.
    ///
    /// - Parameters:
    ///   - types: The types that interface values may have.
    ///   - userInfo: What the `encode(to:)` of your types find in their coder's `userInfo`.
    public init(types: GobTypes = GobTypes(), userInfo: [CodingUserInfoKey: any Sendable] = [:]) {
        state = GobEncodingState(EncoderState(types: types, userInfo: userInfo))
    }

    /// Encodes the next value of the stream.
    ///
    /// After an error the stream goes on: nothing of the value is in it.
    ///
    /// - Parameter value: The value; nil has no form in gob.
    /// - Returns: The definitions of types that are new to the stream, and the value.
    /// - Throws: `EncodingError` for a value that has no form in gob, and what `value` itself throws.
    public func encode<Value: Encodable>(_ value: Value) throws -> [UInt8] {
        try state.withEncoded(value) { definitions, message in
            var bytes = [UInt8]()
            bytes.reserveCapacity(definitions.count + message.count)
            bytes.append(contentsOf: definitions)
            bytes.append(contentsOf: message)
            return bytes
        }
    }
}
