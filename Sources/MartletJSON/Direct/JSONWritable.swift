/// A type that writes itself as JSON without `Codable`'s containers, which take most of the time of encoding.
///
/// Write this by hand for the few types that a service sends all the time; it is a line for each member. Everything else
/// stays `Encodable`.
///
/// ```swift
/// struct Receipt: Codable, JSONWritable {
///     var id: String
///     var total: Double
///     var note: String?
///
///     func write(to writer: inout JSONWriter) throws {
///         try writer.writeObject { object in
///             object.write("id", id)
///             try object.write("total", total)
///             try object.writeIfPresent("note", note)
///         }
///     }
/// }
/// ```
///
/// ``JSONCodec`` chooses it by itself. A codec that converts keys, or sorts or indents, encodes
/// the type by `Encodable`: the two have to agree. That no key is written twice is the type's own business.
public protocol JSONWritable: Encodable, SendableMetatype {
    /// Writes the value: one, with one of the methods of the writer.
    ///
    /// - Parameter writer: Takes it.
    /// - Throws: What the methods of the writer throw, and errors of your own.
    func write(to writer: inout JSONWriter) throws
}
