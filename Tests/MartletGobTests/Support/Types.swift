import MartletGob

struct Point: Codable, Equatable {
    var x = 0
    var y = 0

    enum CodingKeys: String, CodingKey {
        case x = "X"
        case y = "Y"
    }
}

struct Circle: Codable, Equatable {
    var radius: Double
}

struct Square: Codable, Equatable {
    var side: Int
    var label: String
}

struct Nested: Codable {
    var inner: GobInterface
}

struct Shaped: Codable {
    var shape: GobInterface
    var shapes: [GobInterface]
}

struct Node: Codable, Equatable {
    var name: String
    var children: [Node]
}

struct Everything: Codable {
    var bool = false
    var int = 0
    var int8: Int8 = 0
    var uint: UInt = 0
    var float = 0.0
    var single: Float = 0
    var complex = GobComplex()
    var string = ""
    var bytes: [UInt8] = []
    var ints: [Int] = []
    var points: [Point] = []
    var three = GobArray<3, Int>(repeating: 0)
    var ages: [String: Int]?
    var point = Point()
    var next: Point?
    var any = GobInterface()
    var time = GobTime()
}

extension Everything {
    static var full: Everything {
        var value = Everything()
        value.bool = true
        value.int = -129
        value.int8 = -8
        value.uint = 1 << 40
        value.float = 1.5
        value.single = 0.25
        value.complex = GobComplex(1, -2)
        value.string = "grüße"
        value.bytes = [0, 128, 255]
        value.ints = [1, 0, -1]
        value.points = [Point(x: 1, y: 2), Point()]
        value.three[0] = 7
        value.three[2] = 9
        value.ages = ["ada": 36]
        value.point = Point(x: 3, y: 4)
        value.next = Point(x: 5, y: 6)
        value.any = GobInterface(Circle(radius: 2))
        value.time = GobTime(seconds: 1_700_000_000, nanoseconds: 123_456_789, offset: 3600)
        return value
    }
}

struct Version: GobOpaque, Equatable {
    var major: UInt8
    var minor: UInt8

    init(_ major: UInt8, _ minor: UInt8) {
        self.major = major
        self.minor = minor
    }

    static var gobForm: GobOpaqueForm { .binaryMarshaler }

    init(gobBytes: [UInt8]) throws {
        guard gobBytes.count == 2 else { throw Refused() }
        self.init(gobBytes[0], gobBytes[1])
    }

    var gobBytes: [UInt8] { [major, minor] }

    struct Refused: Error {}
}

struct Level: GobOpaque, Equatable {
    var name: String
    static var gobForm: GobOpaqueForm { .binaryMarshaler }
    init(_ name: String) { self.name = name }
    init(gobBytes: [UInt8]) throws { name = String(decoding: gobBytes, as: UTF8.self) }
    var gobBytes: [UInt8] { Array(name.utf8) }
}

struct Release: Codable, Equatable {
    var version: Version
    var level: Level
}

struct Wide: Codable, Equatable {
    var a: Int
    var b: Int
    var c: Int
}

var types: GobTypes {
    var types = GobTypes()
    types.register(Circle.self, as: "main.Circle")
    types.register(Square.self, as: "main.Square")
    types.register(Nested.self, as: "main.Nested")
    return types
}
