import MartletJSON
import Testing

/// Containers are handed out again for other objects, which must not be noticed.
@Suite struct KeptContainerTests {
    /// Keeps the containers of all its items.
    final class Hoard {
        var containers: [KeyedEncodingContainer<Letter>] = []
    }

    struct Item: Encodable {
        let hoard: Hoard
        var value: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Letter.self)
            try container.encode(value, forKey: .a)
            hoard.containers.append(container)
        }
    }

    @Test func `a container that somebody still has isn't handed out again`() throws {
        struct Items: Encodable {
            let hoard = Hoard()

            func encode(to encoder: any Encoder) throws {
                var array = encoder.unkeyedContainer()
                for value in ["x", "y", "z"] {
                    try array.encode(Item(hoard: hoard, value: value))
                }
                for index in hoard.containers.indices {
                    try hoard.containers[index].encode(index, forKey: .b)
                }
                #expect(hoard.containers.map { $0.codingPath.map(\.intValue) } == [[0], [1], [2]])
            }
        }
        let codec = JSONCodec()
        for _ in 0..<3 {
            #expect(try codec.text(Items()) == #"[{"a":"x","b":0},{"a":"y","b":1},{"a":"z","b":2}]"#)
        }
    }

    @Test func `a container may outlive the call and its codec`() throws {
        let hoard = Hoard()
        let text = String(repeating: "long", count: 10_000)
        do {
            let codec = JSONCodec()
            for value in ["x", "y", "z"] {
                try codec.withEncoded(["k": Item(hoard: hoard, value: value)]) { bytes in
                    // Not into the memory that is being read.
                    try hoard.containers[hoard.containers.count - 1].encode(text, forKey: .b)
                    #expect(bytes.withUnsafeBytes(Array.init) == Array(#"{"k":{"a":"\#(value)"}}"#.utf8))
                }
            }
            #expect(try codec.text(["a": ["b": 1]]) == #"{"a":{"b":1}}"#)
        }
        for index in hoard.containers.indices {
            try hoard.containers[index].encode(text, forKey: .c)
            _ = hoard.containers[index].nestedContainer(keyedBy: Letter.self, forKey: .d)
        }
    }

    @Test func `an encoder that outlives the call makes containers that do, too`() throws {
        final class Thief: Encodable {
            var stolen: (any Encoder)?

            func encode(to encoder: any Encoder) throws {
                stolen = encoder
                var container = encoder.container(keyedBy: Letter.self)
                try container.encode(1, forKey: .a)
            }
        }
        let codec = JSONCodec()
        let thief = Thief()
        var containers: [KeyedEncodingContainer<Letter>] = []
        try codec.withEncoded(thief) { bytes in
            containers += [thief.stolen?.container(keyedBy: Letter.self)].compactMap(\.self)
            #expect(bytes.byteCount == 7)
        }
        containers += [thief.stolen?.container(keyedBy: Letter.self)].compactMap(\.self)
        thief.stolen = nil
        for index in containers.indices {
            try containers[index].encode("late", forKey: .b)
        }
        #expect(containers.count == 2)
        #expect(try codec.text(Thief()) == #"{"a":1}"#)
    }

    @Test func `containers of a value that has failed are handed out again`() throws {
        struct Failing: Encodable {
            struct Error: Swift.Error {}

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Letter.self)
                try container.encode(1, forKey: .a)
                throw Error()
            }
        }
        let codec = JSONCodec()
        for _ in 0..<3 {
            #expect(throws: Failing.Error.self) { try codec.encode(["a": [Failing()]]) }
            #expect(throws: Failing.Error.self) { try codec.encode(Failing()) }
            #expect(try codec.text(Item(hoard: Hoard(), value: "x")) == #"{"a":"x"}"#)
        }
    }

    @Test(arguments: [1, 8, 31, 32, 33, 100])
    func `any number of types of keys, one inside of the other`(_ depth: Int) throws {
        let codec = JSONCodec()
        let text = String(repeating: #"{"k":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        for _ in 0..<3 {
            #expect(try codec.text(Level<Int>(depth: depth)) == text)
        }
    }

    @Test func `the same keys, one inside of the other`() throws {
        struct Node: Encodable {
            var a: [Node]
        }
        let codec = JSONCodec()
        let leaf = Node(a: [])
        for _ in 0..<3 {
            #expect(
                try codec.text(Node(a: [Node(a: [leaf, leaf]), leaf])) == #"{"a":[{"a":[{"a":[]},{"a":[]}]},{"a":[]}]}"#
            )
        }
    }

    @Test func `only the keys of a dictionary are left alone`() throws {
        struct Both: Encodable {
            var someKeys = ["someKey": Inner()]
        }
        struct Inner: Encodable {
            var someValue = 1
        }
        let codec = JSONCodec(keys: .snakeCase)
        for _ in 0..<3 {
            #expect(try codec.text(Both()) == #"{"some_keys":{"someKey":{"some_value":1}}}"#)
        }
    }
}

/// The keys of each level are of a type of their own.
private struct Level<Tag>: Encodable {
    private struct Key: CodingKey {
        var stringValue: String { "k" }
        var intValue: Int? { nil }

        init() {}
        init?(stringValue: String) { nil }
        init?(intValue: Int) { nil }
    }

    var depth: Int

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if depth > 0 {
            try container.encode(Level<[Tag]>(depth: depth - 1), forKey: Key())
        }
    }
}
