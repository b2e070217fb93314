import Foundation

enum JSON {
    /// An array of both.
    static func encode(_ first: some Encodable, _ second: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        return try Array("[".utf8) + encoder.encode(first) + Array(",".utf8) + encoder.encode(second) + Array("]".utf8)
    }
}
