#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension JSONCodec {
    /// How `Data` is written in JSON, which has no bytes of its own.
    public struct DataFormat: Sendable {
        enum Choice: Sendable {
            case base64
            case deferredToData
            case custom(
                encode: @Sendable (Data, any Encoder) throws -> Void,
                decode: @Sendable (any Decoder) throws -> Data
            )
        }

        let choice: Choice

        /// A string in Base64 with padding, as Foundation's coders and Go's `encoding/json` do it.
        public static let base64 = DataFormat(choice: .base64)

        /// An array of numbers, as `Data` itself does it; three times the size of Base64.
        public static let deferredToData = DataFormat(choice: .deferredToData)

        /// A format of your own.
        ///
        /// ```swift
        /// let text = JSONCodec.DataFormat.custom(
        ///     encode: { data, encoder in try String(decoding: data, as: UTF8.self).encode(to: encoder) },
        ///     decode: { decoder in Data(try String(from: decoder).utf8) }
        /// )
        /// ```
        ///
        /// - Parameters:
        ///   - encode: writes the data; one that writes nothing leaves an empty object.
        ///   - decode: reads the data.
        public static func custom(
            encode: @escaping @Sendable (Data, any Encoder) throws -> Void,
            decode: @escaping @Sendable (any Decoder) throws -> Data
        ) -> DataFormat {
            DataFormat(choice: .custom(encode: encode, decode: decode))
        }
    }
}
