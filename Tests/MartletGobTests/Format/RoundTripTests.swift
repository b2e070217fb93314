import Foundation
import MartletGob
import Testing

@Suite("Round trips")
struct RoundTripTests {
    @Test("A struct with a field of every kind, again and again in one stream")
    func everything() throws {
        let encoder = GobEncoder(types: types)
        let decoder = GobDecoder(types: types)
        let first = try encoder.encode(Everything.full)
        let empty = try encoder.encode(Everything())
        let second = try encoder.encode(Everything.full)
        #expect(second.count < first.count / 2)
        // As Go: an array and a struct are always sent, everything else only if it is not zero.
        #expect(hex(empty) == "0aff840c03000000020000")
        decoder.append(first + empty + second)
        for expectsFull in [true, false, true] {
            let value = try #require(try decoder.next(Everything.self))
            let expected = expectsFull ? Everything.full : Everything()
            #expect(value.bool == expected.bool)
            #expect(value.int == expected.int)
            #expect(value.int8 == expected.int8)
            #expect(value.uint == expected.uint)
            #expect(value.float == expected.float)
            #expect(value.single == expected.single)
            #expect(value.complex == expected.complex)
            #expect(value.string == expected.string)
            #expect(value.bytes == expected.bytes)
            #expect(value.ints == expected.ints)
            #expect(value.points == expected.points)
            #expect(value.three == expected.three)
            #expect(value.ages == expected.ages)
            #expect(value.point == expected.point)
            #expect(value.next == expected.next)
            #expect(value.any.value as? Circle == expected.any.value as? Circle)
            #expect(value.time == expected.time)
        }
    }

    @Test("A stream may arrive in any pieces")
    func pieces() throws {
        let encoder = GobEncoder(types: types)
        let stream = try encoder.encode(Everything.full) + encoder.encode(Everything.full)
        let decoder = GobDecoder(types: types)
        var count = 0
        for byte in stream {
            decoder.append([byte])
            if let value = try decoder.next(Everything.self) {
                #expect(value.points == Everything.full.points)
                count += 1
            }
        }
        #expect(count == 2)
    }

    @Test("Fields that a type shows only later get a definition of their own, and values before stay right")
    func growth() throws {
        struct Sometimes: Codable, Equatable {
            var values: [Int: Choice]
        }
        enum Choice: Codable, Equatable {
            case number(Int)
            case pair(first: String, second: String)
            case nothing
        }
        let values = [
            Sometimes(values: [1: .number(7)]), Sometimes(values: [2: .pair(first: "a", second: "b")]),
            Sometimes(values: [3: .nothing, 4: .number(1)]), Sometimes(values: [:]),
        ]
        try check(values)
    }

    @Test("Keys out of the order of the definition")
    func order() throws {
        struct Shuffled: Codable, Equatable {
            var a: Int
            var b: String
            var isReversed: Bool

            enum CodingKeys: CodingKey { case a, b, isReversed }

            init(a: Int, b: String, isReversed: Bool) {
                (self.a, self.b, self.isReversed) = (a, b, isReversed)
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                if isReversed {
                    try container.encode(isReversed, forKey: .isReversed)
                    try container.encode(b, forKey: .b)
                    try container.encode(a, forKey: .a)
                } else {
                    try container.encode(a, forKey: .a)
                    try container.encode(b, forKey: .b)
                }
            }
        }
        struct Backwards: Decodable {
            var b: String
            var a: Int
        }
        let encoder = GobEncoder()
        let decoder = GobDecoder()
        for value in [Shuffled(a: 1, b: "x", isReversed: false), Shuffled(a: 2, b: "y", isReversed: true)] {
            let encoded = try encoder.encode(value)
            decoder.append(encoded + encoded.suffix(0))
            #expect(try decoder.next(Shuffled.self) == value)
        }
        decoder.append(try encoder.encode(Shuffled(a: 3, b: "z", isReversed: false)))
        let backwards = try #require(try decoder.next(Backwards.self))
        #expect(backwards.a == 3)
        #expect(backwards.b == "z")
    }

    @Test("Fields that are missing are zero, and those that nobody asks for are skipped")
    func missing() throws {
        struct Small: Codable {
            var b: Int
        }
        struct Large: Decodable {
            var a: String
            var b: Int
            var c: [String]
            var d: GobArray<2, Bool>
            var e: Point
            var f: Date?
            var g: Wide
        }
        let encoder = GobEncoder()
        let decoder = GobDecoder()
        decoder.append(try encoder.encode(Wide(a: 1, b: 2, c: 3)) + encoder.encode(Small(b: 5)))
        #expect(try #require(try decoder.next(Small.self)).b == 2)
        let large = try #require(try decoder.next(Large.self))
        #expect(large.a.isEmpty)
        #expect(large.b == 5)
        #expect(large.c.isEmpty)
        #expect(large.d.elements == [false, false])
        #expect(large.e == Point())
        #expect(large.f == nil)
        #expect(large.g == Wide(a: 0, b: 0, c: 0))
    }

    @Test("Foundation's data and dates are Go's bytes and times")
    func foundation() throws {
        struct Entry: Codable, Equatable {
            var data: Data
            var date: Date
        }
        struct Seen: Decodable {
            var data: [UInt8]
            var date: GobTime
        }
        let entry = Entry(data: Data([1, 2, 255]), date: Date(timeIntervalSince1970: 1.5))
        try check([entry])
        let decoder = GobDecoder()
        decoder.append(try GobEncoder().encode(entry))
        let seen = try #require(try decoder.next(Seen.self))
        #expect(seen.data == [1, 2, 255])
        #expect(seen.date == GobTime(seconds: 1, nanoseconds: 500_000_000))
    }

    @Test("Types that wrap others, optionals, sets, lists of lists, long lists")
    func others() throws {
        enum Color: String, Codable {
            case red, blue
        }
        struct Name: Codable, Hashable {
            var text: String
            init(_ text: String) { self.text = text }
            init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(text)
            }
        }
        struct Mixed: Codable, Equatable {
            var color: Color
            var name: Name
            var names: Set<Name>
            var maybe: Int?
            var grid: [[Double]]
            var byName: [Name: [Color]]
            var long: [Int]
            var wide: [String]
        }
        let value = Mixed(
            color: .blue,
            name: Name("n"),
            names: [Name("a"), Name("b")],
            maybe: 3,
            grid: [[1, 2.5], []],
            byName: [Name("k"): [.red, .blue]],
            long: Array(0..<300),
            wide: (0..<200).map { "value \($0)" }
        )
        try check([value, value])
    }

    @Test("A class and its superclass")
    func classes() throws {
        let decoder = GobDecoder()
        decoder.append(try GobEncoder().encode(Derived(base: 1, derived: "x")))
        let value = try #require(try decoder.next(Derived.self))
        #expect(value.base == 1)
        #expect(value.derived == "x")
    }

    private func check<Value: Codable & Equatable>(_ values: [Value]) throws {
        let encoder = GobEncoder()
        let decoder = GobDecoder()
        for value in values {
            decoder.append(try encoder.encode(value))
            #expect(try decoder.next(Value.self) == value)
        }
    }
}

private class Base: Codable {
    var base: Int
    init(base: Int) { self.base = base }
}

private final class Derived: Base {
    var derived: String

    enum CodingKeys: CodingKey { case derived }

    init(base: Int, derived: String) {
        self.derived = derived
        super.init(base: base)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        derived = try container.decode(String.self, forKey: .derived)
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(derived, forKey: .derived)
        try super.encode(to: container.superEncoder())
    }
}
