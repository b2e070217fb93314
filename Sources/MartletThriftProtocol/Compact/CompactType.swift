/// The types of the compact protocol, where the value of a `bool` is part of its type.
@usableFromInline
enum CompactType: UInt8 {
    case stop = 0
    case boolTrue = 1
    case boolFalse = 2
    case i8 = 3
    case i16 = 4
    case i32 = 5
    case i64 = 6
    case double = 7
    case binary = 8
    case list = 9
    case set = 10
    case map = 11
    case structure = 12
    case uuid = 13

    @inlinable
    init(_ type: ThriftType) {
        switch type {
        case .stop: self = .stop
        case .bool: self = .boolTrue
        case .i8: self = .i8
        case .i16: self = .i16
        case .i32: self = .i32
        case .i64: self = .i64
        case .double: self = .double
        case .string: self = .binary
        case .list: self = .list
        case .set: self = .set
        case .map: self = .map
        case .structure: self = .structure
        case .uuid: self = .uuid
        }
    }

    @inlinable
    var type: ThriftType {
        switch self {
        case .stop: .stop
        case .boolTrue, .boolFalse: .bool
        case .i8: .i8
        case .i16: .i16
        case .i32: .i32
        case .i64: .i64
        case .double: .double
        case .binary: .string
        case .list: .list
        case .set: .set
        case .map: .map
        case .structure: .structure
        case .uuid: .uuid
        }
    }

    /// The fewest bytes of a value in a container.
    @inlinable
    static func size(of type: ThriftType) -> Int {
        switch type {
        case .double: 8
        case .uuid: 16
        default: 1
        }
    }
}
