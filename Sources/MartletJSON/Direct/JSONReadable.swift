/// A type that reads itself from JSON without `Codable`'s containers, which take most of the time of decoding.
///
/// Write this by hand for the few types that a service reads all the time; it is a line for each member. Everything
/// else stays `Decodable`, and may be a member:
///
/// ```swift
/// struct Order: Codable, JSONReadable {
///     var id: String
///     var quantity: Int
///     var note: String?
///
///     init(from reader: inout JSONReader) throws {
///         let object = try reader.object()
///         id = try object.read("id")
///         quantity = try object.read("quantity")
///         note = try object.readIfPresent("note")
///     }
/// }
/// ```
///
/// ``JSONCodec`` chooses it by itself. What is a document, and what the errors say, is the same; the
/// document is checked as a whole first. A codec that converts keys decodes the type by `Decodable`: the two have to agree.
public protocol JSONReadable: Decodable, SendableMetatype {
    /// Reads a value.
    ///
    /// - Parameter reader: Is at the value.
    /// - Throws: What the methods of the reader throw, and errors of your own.
    init(from reader: inout JSONReader) throws
}
