public import Logging

/// Metadata in the order in which it was written, with typed values, and without the price of a dictionary.
///
/// ```swift
/// logger.info("request finished", metadata: .fields([
///     "method": "GET",
///     "status": 200,
///     "took": .duration(.milliseconds(42)),
///     "cached": false,
/// ]))
/// // level=info msg="request finished" method=GET status=200 took=42ms cached=false
/// ```
///
/// Use it where many lines are written: to make a dictionary of ten entries, as swift-log's metadata is one, takes
/// longer than to write the whole line. The fields travel through swift-log as one entry of the metadata whose key is
/// ``LogFields/metadataKey``, so that every `Logger` takes them; handlers of other packages show them as one value in
/// logfmt. Handlers of Martlet write each as if it stood by itself.
///
/// A key that comes twice is written once in JSON, with its last value, and each time in logfmt.
public struct LogFields: Sendable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    // As the compiler makes them from a literal: other labels would cost a cast of each.
    @usableFromInline
    var elements: [(String, Value)]

    /// Makes fields from a literal.
    ///
    /// - Parameter elements: Keys and values.
    @inlinable
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.elements = elements
    }

    /// How many there are.
    public var count: Int { elements.count }

    /// Adds a field at the end.
    ///
    /// - Parameters:
    ///   - key: Its name.
    ///   - value: Its value.
    public mutating func append(_ key: String, _ value: Value) {
        elements.append((key, value))
    }

    /// The key under which fields stand in the metadata of swift-log.
    public static let metadataKey = "fields"

    /// The fields as logfmt writes them.
    public var description: String {
        var buffer = LogBuffer()
        var encoder = LineEncoder<LogfmtSyntax>(EncoderSettings())
        encoder.appendFields(self, to: &buffer)
        LogfmtSyntax.close(&buffer)
        return buffer.text
    }
}

extension Dictionary where Key == String, Value == Logger.MetadataValue {
    /// Metadata that holds fields in order. See ``LogFields``.
    ///
    /// - Parameter fields: The fields.
    @inlinable
    public static func fields(_ fields: LogFields) -> Logger.Metadata {
        [LogFields.metadataKey: .stringConvertible(fields)]
    }
}
