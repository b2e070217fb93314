import Martlet
import MartletJSON

/// Reads params: an object, an array by names or as it is, or none.
struct JSONRPCParams: Sendable {
    private let names: JSONRPCParameterNames

    init(names: [String]) {
        self.names = JSONRPCParameterNames(names)
    }

    func decode<Value: Decodable>(_ type: Value.Type, from params: JSONNode?, with json: JSONCodec) throws -> Value {
        if type == Empty.self, let empty = Empty() as? Value { return empty }
        guard let params else { return try json.decode(type, from: Array("{}".utf8)) }
        guard params.kind == .array, !names.isEmpty else { return try params.decode(type) }
        guard let object = names.object(of: params) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "expected at most \(names.count) parameters")
            )
        }
        return try json.decode(type, from: object)
    }
}
