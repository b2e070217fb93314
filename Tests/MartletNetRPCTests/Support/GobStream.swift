import MartletGob

/// Streams of gobs as peers send them, and as none would.
enum GobStream {
    private struct RequestHeader: Codable {
        var method: String
        var sequence: UInt64

        enum CodingKeys: String, CodingKey {
            case method = "ServiceMethod"
            case sequence = "Seq"
        }
    }

    private struct ResponseHeader: Codable {
        var method: String
        var sequence: UInt64
        var error: String

        enum CodingKeys: String, CodingKey {
            case method = "ServiceMethod"
            case sequence = "Seq"
            case error = "Error"
        }
    }

    /// A call, the first one of a connection.
    static func call(_ method: String, _ arguments: some Encodable) throws -> [UInt8] {
        let encoder = GobEncoder()
        return try encoder.encode(RequestHeader(method: method, sequence: 1)) + encoder.encode(arguments)
    }

    /// A reply, the first one of a connection.
    static func reply(_ value: some Encodable, sequence: UInt64 = 1, error: String = "") throws -> [UInt8] {
        let encoder = GobEncoder()
        let header = ResponseHeader(method: "Add.Sum", sequence: sequence, error: error)
        return try encoder.encode(header) + encoder.encode(value)
    }

    /// The definitions of so many types: slices of integers.
    static func definitions(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { number in
            let id = 10_000 + number
            // wireType{SliceT: {CommonType: {Id: id}, Elem: int}}
            let definition = signed(-id) + [2, 1, 2] + signed(id) + [0, 1, 4, 0, 0]
            return unsigned(definition.count) + definition
        }
    }

    private static func unsigned(_ value: Int) -> [UInt8] {
        guard value > 0x7F else { return [UInt8(value)] }
        let bytes = withUnsafeBytes(of: value.bigEndian) { $0.drop { $0 == 0 } }
        return [UInt8(256 - bytes.count)] + bytes
    }

    private static func signed(_ value: Int) -> [UInt8] {
        unsigned(value < 0 ? (~value << 1) | 1 : value << 1)
    }
}
