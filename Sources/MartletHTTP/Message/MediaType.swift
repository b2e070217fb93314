import MartletHTTP1

/// The type of a body, as the `Content-Type` field says it.
///
/// Make the ones of your own once and keep them: the field line is prepared here, so that sending it is a copy.
public struct MediaType: Sendable {
    /// The value of the field: `application/json; charset=utf-8`.
    public let value: String

    /// The prepared field line.
    let fieldBlock: HTTP1FieldBlock

    /// Makes a media type.
    ///
    /// - Parameter value: The value of the field. Control characters cannot be sent; a value that has any is replaced
    ///   by `application/octet-stream`.
    public init(_ value: String) {
        var block = HTTP1FieldBlock()
        do {
            try block.append(name: "Content-Type", value: value)
            self.value = value
            fieldBlock = block
        } catch {
            self = .bytes
        }
    }

    /// JSON in UTF-8.
    public static let json = MediaType("application/json; charset=utf-8")

    /// Plain text in UTF-8.
    public static let text = MediaType("text/plain; charset=utf-8")

    /// Bytes that say nothing about themselves.
    public static let bytes = MediaType("application/octet-stream")

    /// Server-sent events.
    public static let eventStream = MediaType("text/event-stream")

    /// One JSON document per line.
    public static let jsonLines = MediaType("application/jsonl")
}

extension MediaType {
    /// Whether a type, without parameters and in lower case, is one of JSON's.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        return contentType == "application/json" || contentType.hasSuffix("+json")
    }
}

extension MediaType: Hashable {
    /// Whether both have the same value.
    public static func == (left: MediaType, right: MediaType) -> Bool { left.value == right.value }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
