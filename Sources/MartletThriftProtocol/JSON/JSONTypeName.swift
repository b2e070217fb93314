/// The names of the types in the JSON protocol.
enum JSONTypeName {
    static func of(_ type: ThriftType) -> StaticString {
        switch type {
        case .stop: ""
        case .bool: "tf"
        case .i8: "i8"
        case .i16: "i16"
        case .i32: "i32"
        case .i64: "i64"
        case .double: "dbl"
        case .string: "str"
        case .structure: "rec"
        case .map: "map"
        case .set: "set"
        case .list: "lst"
        case .uuid: "uid"
        }
    }

    static func type(_ name: String) throws(ThriftProtocolError) -> ThriftType {
        switch name {
        case "tf": .bool
        case "i8": .i8
        case "i16": .i16
        case "i32": .i32
        case "i64": .i64
        case "dbl": .double
        case "str": .string
        case "rec": .structure
        case "map": .map
        case "set": .set
        case "lst": .list
        case "uid": .uuid
        default: throw ThriftProtocolError(.invalidData, "there is no type \"\(name.prefix(20))\"")
        }
    }
}
