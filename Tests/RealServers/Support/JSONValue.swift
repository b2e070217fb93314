/// JSON of any shape, for answers that mix types.
///
/// ```swift
/// let first = reply["results"][0]["series"][0]["name"].string
/// ```
///
/// What is not there is `.null`, so chains of subscripts never fail.
package enum JSONValue: Sendable, Hashable, Decodable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// A member of an object.
    package subscript(key: String) -> JSONValue { object[key] ?? .null }

    /// An element of an array.
    package subscript(index: Int) -> JSONValue { array.indices.contains(index) ? array[index] : .null }

    /// The members; none if it is no object.
    package var object: [String: JSONValue] { if case .object(let value) = self { value } else { [:] } }

    /// The elements; none if it is no array.
    package var array: [JSONValue] { if case .array(let value) = self { value } else { [] } }

    /// The text, if it is one.
    package var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The truth value, if it is one.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The number, if it is one without a fraction.
    package var integer: Int? { if case .integer(let value) = self { value } else { nil } }

    /// The number, if it is one.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
