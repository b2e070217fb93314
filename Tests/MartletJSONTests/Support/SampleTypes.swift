import Foundation

struct Person: Codable, Equatable, Sendable {
    struct Address: Codable, Equatable, Sendable {
        var city: String
    }

    var name: String
    var age: Int?
    var nick: String?
    var tags: [String]
    var home: Address?
}

enum Suit: String, Codable, CodingKeyRepresentable, Sendable {
    case hearts
    case spades
}

enum Shape: Codable, Sendable {
    case circle(radius: Double)
    case rectangle(Int, height: Int)
    case none
    case named(String, tags: [String])
}

indirect enum Tree: Codable, Sendable {
    case leaf(Int)
    case node(Tree, Tree)
}

struct IntKeyed: Codable, Sendable {
    enum CodingKeys: Int, CodingKey {
        case first = 1
        case second = 22
    }

    var first: Int
    var second: String
}

struct Half: Codable, Sendable {
    var value: Float
}

struct Empty: Codable, Sendable {}

struct Nothing: Codable, Sendable {
    init() {}
    init(from decoder: any Decoder) throws {}
    func encode(to encoder: any Encoder) throws {}
}

struct Wrapped<Value: Codable & Sendable>: Codable, Sendable {
    var value: Value

    init(value: Value) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Value.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// More keys than are compared one by one, of every type that the containers name.
struct Wide: Codable, Equatable, Sendable {
    var bool = true
    var string = "s"
    var double = 1.25
    var float: Float = 0.1
    var int = -1
    var int8: Int8 = -8
    var int16: Int16 = -16
    var int32: Int32 = -32
    var int64: Int64 = -64
    var int128: Int128 = -128
    var uint: UInt = 1
    var uint8: UInt8 = 8
    var uint16: UInt16 = 16
    var uint32: UInt32 = 32
    var uint64: UInt64 = 64
    var uint128: UInt128 = 128
    var optionalBool: Bool?
    var optionalString: String? = "o"
    var optionalDouble: Double?
    var optionalFloat: Float? = 2.5
    var optionalInt8: Int8? = 1
    var optionalInt16: Int16?
    var optionalInt32: Int32? = 3
    var optionalInt64: Int64?
    var optionalInt128: Int128? = 5
    var optionalUInt: UInt?
    var optionalUInt8: UInt8? = 7
    var optionalUInt16: UInt16?
    var optionalUInt32: UInt32? = 9
    var optionalUInt64: UInt64?
    var optionalUInt128: UInt128? = 11
    var optionalDate: Date? = Date(timeIntervalSinceReferenceDate: 12)

    static let sample = Wide()
}
