import Martlet
import MartletJSON

/// Reads params: an object, an array by names or as it is, or none.
struct JSONRPCParams: Sendable {
    private let names: [[UInt8]]

    init(names: [String]) {
        // A string always has a form in JSON.
        self.names = names.map { (try? JSONCodec().encode($0)) ?? [] }
    }

    func decode<Value: Decodable>(_ type: Value.Type, from params: JSONNode?, with json: JSONCodec) throws -> Value {
        if type == Empty.self, let empty = Empty() as? Value { return empty }
        guard let params else { return try json.decode(type, from: Array("{}".utf8)) }
        guard params.kind == .array, !names.isEmpty else { return try params.decode(type) }
        return try json.decode(type, from: object(of: params))
    }

    /// The array as an object whose members have the declared names.
    private func object(of params: JSONNode) throws -> [UInt8] {
        var object = [UInt8(ascii: "{")]
        var position = 0
        try params.forEachChild { _, value in
            guard position < names.count else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: [], debugDescription: "expected at most \(names.count) parameters")
                )
            }
            if position > 0 { object.append(UInt8(ascii: ",")) }
            object += names[position]
            object.append(UInt8(ascii: ":"))
            object += value.bytes
            position += 1
        }
        object.append(UInt8(ascii: "}"))
        return object
    }
}
