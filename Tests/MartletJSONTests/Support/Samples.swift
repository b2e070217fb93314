import Foundation

extension Sample {
    static let all: [Sample] = scalars + foundation + collections + structures + containers

    private static let scalars: [Sample] = [
        Sample("int", 42),
        Sample("negative", -7),
        Sample("zero", 0),
        Sample("int bounds", [Int.min, Int.max]),
        Sample("int8", [Int8.min, .max]),
        Sample("int16", [Int16.min, .max]),
        Sample("int32", [Int32.min, .max]),
        Sample("int64", [Int64.min, .max]),
        Sample("int128", [Int128.min, .max, 0]),
        Sample("uint", [UInt.min, .max]),
        Sample("uint8", [UInt8.min, .max]),
        Sample("uint16", [UInt16.max]),
        Sample("uint32", [UInt32.max]),
        Sample("uint64", [UInt64.max, 9_999_999_999_999_999_999, 10_000_000_000_000_000_000]),
        Sample("uint128", [UInt128.max]),
        Sample("powers of ten", (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }),
        Sample("doubles", [1.0, -0.0, 0.0, 0.1, -1.5, 1e15, 1e16, 1e20, 123_456_789_012_345_680, 1e-7, 1.5e300]),
        Sample("double bounds", [Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude]),
        Sample(
            "large whole doubles",
            [16_777_215.0, 16_777_216, 16_777_217, 9_007_199_254_740_992, 4_503_599_627_370_497.5]
        ),
        Sample("floats", [1.0 as Float, 0.1, 3.4e38, 16_777_216, 1e10, -0.0]),
        Sample("infinity", Double.infinity),
        Sample("nan", Float.nan),
        Sample("bools", [true, false]),
        Sample("strings", ["", "a", "hello, world", "\"\\/\u{8}\u{C}\n\r\t", "\0\u{1F}\u{7F}", "é😀\u{2028}日本語"]),
        Sample("long string", String(repeating: "0123456\n", count: 40)),
        Sample("combined letters", ["e\u{301}", "é"]),
        Sample("nil", Int?.none),
        Sample("nested nil", Int??.some(nil)),
        Sample("optional", Int??.some(3)),
    ]

    private static let foundation: [Sample] = [
        Sample("date", Date(timeIntervalSinceReferenceDate: 1.5)),
        Sample("dates", ["a": [Date(timeIntervalSinceReferenceDate: 1e9)]]),
        Sample("optional date", [Date(timeIntervalSinceReferenceDate: 0), nil] as [Date?]),
        Sample("data", Data([0, 1, 2, 255])),
        Sample("empty data", [Data()]),
        Sample("url", URL(filePath: "/a b")),
        Sample("urls", [URL(string: "https://example.com/ä?q=1&r=\"2\"")]),
        Sample("decimal", Decimal(string: "123456789012345678901234567890.12345")),
        Sample("decimals", ["a": [Decimal(1) / 3, 0, -5, Decimal(sign: .plus, exponent: 100, significand: 3)]]),
        Sample("uuid", UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))),
        Sample("range", 1..<5),
        Sample("date interval", DateInterval(start: Date(timeIntervalSinceReferenceDate: 5), duration: 10)),
    ]

    private static let collections: [Sample] = [
        Sample("empty array", [Int]()),
        Sample("empty dictionary", [String: Int]()),
        Sample("nested arrays", [[[1], []], [], [[2, 3]]]),
        Sample("strings", ["a": ["b", "c"], "d": []]),
        Sample("optionals", [1, nil, 3] as [Int?]),
        Sample("optional strings", ["a", nil] as [String?]),
        Sample("int keys", [1: "a", -2: "b"]),
        Sample("representable keys", [Suit.hearts: 1, .spades: 2]),
        Sample("other keys", [1.5: "a"]),
        Sample("many keys", Dictionary(uniqueKeysWithValues: (0..<300).map { ("key\($0)", $0) })),
        Sample("odd keys", ["": 1, "a\"b": 2, "é": 3, "a/b": 4, "日本語": 5, "12345678": 6, "123456789": 7]),
        Sample("set", Set([7])),
        Sample("nulls", ["a": Int?.none, "b": 2]),
    ]

    private static let structures: [Sample] = [
        Sample("struct", Person(name: "Ada", age: 36, nick: nil, tags: ["x"], home: Person.Address(city: "London"))),
        Sample("structs", [Person(name: "", age: nil, nick: "n", tags: [], home: nil)]),
        Sample("raw enum", [Suit.hearts, .spades]),
        Sample("payload enum", [Shape.circle(radius: 1), .rectangle(2, height: 3), .none, .named("x", tags: ["a"])]),
        Sample("recursive enum", Tree.node(.leaf(1), .node(.leaf(2), .leaf(3)))),
        Sample("int keyed struct", IntKeyed(first: 1, second: "b")),
        Sample("wide", Wide.sample),
        Sample("float16", [Half(value: 1.5)]),
        Sample("empty struct", Empty()),
        Sample("nothing", Nothing()),
        Sample("nothing inside", ["a": Nothing()]),
        Sample("nothing in array", [Nothing()]),
    ]

    private static let containers: [Sample] = [
        Sample("class", Dog(name: "Rex", legs: 4, breed: "poodle")),
        Sample("shared container class", SharedDog(name: "Rex", breed: "poodle")),
        Sample("class in array", [Dog(name: "A", legs: 1, breed: "b"), Dog(name: "C", legs: 2, breed: "d")]),
        Sample("nested containers", NestedContainers()),
        Sample("nested container twice", NestedTwice()),
        Sample("interleaved", Interleaved()),
        Sample("interleaved in array", [Interleaved(), Interleaved()]),
        Sample("key twice", KeyTwice()),
        Sample("late super encoder", LateSuper()),
        Sample("unkeyed super encoder", UnkeyedSuper()),
        Sample("unused super encoder", UnusedSuper()),
        Sample("caught error", CaughtError()),
        Sample("caught errors in array", [CaughtError(), CaughtError()]),
        Sample("two containers in a class", TwoUnkeyed()),
        Sample("parent while child is open", ParentWhileChild(child: .init())),
        Sample("single value in single value", Wrapped(value: Wrapped(value: 5))),
    ]
}
