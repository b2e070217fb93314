import MartletJSON
import Testing

/// The same members read by themselves and by `Codable`, so that both can be compared.
private struct Order: Codable, Equatable, JSONReadable, JSONWritable {
    var id: String
    var quantity: Int
    var price: Double
    var isPaid: Bool
    var note: String?
    var tags: [String]
    var lines: [Line]
    var size: UInt32
    var shade: Shade?

    /// A type that is `Codable` alone.
    struct Shade: Codable, Equatable {
        var red: Int
    }

    struct Line: Codable, Equatable, JSONReadable, JSONWritable {
        var number: Int64?

        init(number: Int64?) { self.number = number }

        init(from reader: inout JSONReader) throws {
            let object = try reader.object()
            number = try object.readIfPresent("number")
        }

        func write(to writer: inout JSONWriter) throws {
            try writer.writeObject { try $0.writeIfPresent("number", number) }
        }
    }

    init(_ quantity: Int, note: String? = nil) {
        id = "o-\"1\""
        self.quantity = quantity
        price = 1.5
        isPaid = true
        self.note = note
        tags = ["a", "ü\n"]
        lines = [Line(number: 1), Line(number: nil)]
        size = 7
        shade = note == nil ? nil : Shade(red: 3)
    }

    init(from reader: inout JSONReader) throws {
        let object = try reader.object()
        id = try object.read("id")
        quantity = try object.read("quantity")
        price = try object.read("price")
        isPaid = try object.read("isPaid")
        note = try object.readIfPresent("note")
        tags = try object.read("tags")
        lines = try object.read("lines")
        size = try object.read("size")
        shade = try object.decodeIfPresent("shade")
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { object in
            object.write("id", id)
            object.write("quantity", quantity)
            try object.write("price", price)
            object.write("isPaid", isPaid)
            try object.writeIfPresent("note", note)
            try object.write("tags", tags)
            try object.write("lines", lines)
            try object.write("size", size)
            if let shade { try object.encode("shade", shade) }
        }
    }
}

/// Does what `Codable` does, whatever the type can do by itself.
private struct ByCodable<Value: Codable>: Codable {
    var value: Value

    init(_ value: Value) { self.value = value }
    init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

@Suite("Types that read and write themselves")
struct DirectCodecTests {
    private let codec = JSONCodec()

    @Test("give the same documents as by Codable, and read them the same")
    func agree() throws {
        for order in [Order(3), Order(-1, note: "n")] {
            let bytes = try codec.encode(order)
            #expect(try bytes == codec.encode(ByCodable(order)))
            #expect(try codec.decode(Order.self, from: bytes) == order)
            #expect(try codec.decode(ByCodable<Order>.self, from: bytes).value == order)
        }
        #expect(
            try String(decoding: codec.encode([Order(1), Order(2)]), as: UTF8.self).hasPrefix(#"[{"id":"o-\"1\"","#)
        )
    }

    @Test("read members in any order, and ignore others and null")
    func anyOrder() throws {
        let text = #"""
            {"x": [1, {"y": 2}], "size": 7, "lines": [{"number": 1}, {"number": null}], "tags": ["a", "ü\n"], "note": null,
             "isPaid": true, "price": 15e-1, "quantity": 3.0, "id": "o-\u0022\u0031\"", "shade": null}
            """#
        #expect(try codec.decode(Order.self, from: Array(text.utf8)) == Order(3))
    }

    @Test(
        "say the same about what is wrong",
        arguments: [
            "", "{", "[]", "null", "1", #"{"id": 1}"#, #"{"id": "a"}"#, #"{"id": "a", "quantity": 1.5}"#,
            #"{"id": "a", "quantity": 1, "price": "x"}"#, #"{"id": "a", "quantity": 1e99}"#, #"{"id": "a", "id": "a"}"#,
            #"{"id": "a", "quantity": 1, "price": 1, "isPaid": null}"#,
            #"{"id": "a", "quantity": 1, "price": 1, "isPaid": true, "tags": ["a", 2]}"#,
            #"{"id": "a", "quantity": 1, "price": 1, "isPaid": true, "tags": {}}"#,
            #"{"id": "a", "quantity": 1, "price": 1, "isPaid": true, "tags": [], "lines": [{}, {"number": "x"}]}"#,
            #"{"id": "a", "quantity": 1, "price": 1, "isPaid": true, "tags": [], "lines": [], "size": -1}"#,
        ]
    )
    func sameErrors(text: String) throws {
        let bytes = Array(text.utf8)
        let direct = #expect(throws: DecodingError.self) { try codec.decode(Order.self, from: bytes) }
        let coded = #expect(throws: DecodingError.self) { try codec.decode(ByCodable<Order>.self, from: bytes) }
        let messages = try [direct, coded].map { try DecodingFailure(#require($0)).description }
        #expect(messages[0] == messages[1])
    }

    @Test("values alone, and in arrays")
    func values() throws {
        #expect(try codec.encode(Optional<Int>.none) == Array("null".utf8))
        #expect(try codec.encode([Optional(1), nil]) == Array("[1,null]".utf8))
        #expect(try codec.decode([Int?].self, from: Array("[1,null]".utf8)) == [1, nil])
        #expect(try codec.encode([[1.5], []]) == Array("[[1.5],[]]".utf8))
        #expect(try codec.decode([[UInt64]].self, from: Array("[[18446744073709551615],[]]".utf8)) == [[.max], []])
        #expect(try codec.decode(Bool.self, from: Array("true".utf8)))
        #expect(throws: EncodingError.self) { try codec.encode(Double.nan) }
    }

    @Test("options that the type knows nothing of go by Codable")
    func options() throws {
        let sorted = try JSONCodec(output: .sortedKeys).encode(Order(1))
        #expect(String(decoding: sorted, as: UTF8.self).hasPrefix(#"{"id":"o-\"1\"","isPaid":true,"lines""#))
        let snake = try JSONCodec(keys: .snakeCase).encode(Order(1))
        #expect(String(decoding: snake, as: UTF8.self).contains(#""is_paid":true"#))
        #expect(try JSONCodec(keys: .snakeCase).decode(Order.self, from: snake) == Order(1))
        let escaped = try JSONCodec(output: .escapesSlashes).encode(["a/b"])
        #expect(String(decoding: escaped, as: UTF8.self) == #"["a\/b"]"#)
    }

    /// Keeps the container that it is given.
    private final class Thief: Encodable, JSONWritable {
        var members: KeyedEncodingContainer<Key>?

        enum Key: CodingKey { case firstKey, secondKey }

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Key.self)
            try members.encode(1, forKey: .firstKey)
            self.members = members
        }

        func write(to writer: inout JSONWriter) throws { writer.writeNull() }
    }

    @Test("bytes that are lent do not change when a container was kept that wrote them")
    func keptContainer() throws {
        let thief = Thief()
        try JSONCodec(keys: .snakeCase).withEncoded(thief) { bytes in
            // More than there is memory for, so that it moves.
            try thief.members?.encode(String(repeating: "x", count: 100_000), forKey: .secondKey)
            #expect(bytes.withUnsafeBytes { Array($0) } == Array(#"{"first_key":1}"#.utf8))
        }
    }

    /// Writes as many values as it is told to.
    private struct Several: Encodable, JSONWritable {
        var count: Int

        func encode(to encoder: any Encoder) throws {}

        func write(to writer: inout JSONWriter) throws {
            for _ in 0..<count { writer.write("a") }
        }
    }

    /// Contains itself.
    private struct Nest: Codable, JSONReadable, JSONWritable {
        var inner: [Nest]

        init(depth: Int) { inner = depth > 1 ? [Nest(depth: depth - 1)] : [] }
        init(from reader: inout JSONReader) throws { inner = try reader.array() }
        func write(to writer: inout JSONWriter) throws { try writer.writeArray(inner) }
    }

    @Test("what would be no JSON is an error: no value, two of them, too much nesting")
    func mistakes() throws {
        for count in [0, 2] {
            #expect(throws: EncodingError.self) { try codec.encode(Several(count: count)) }
            #expect(throws: EncodingError.self) { try codec.encode([Several(count: count)]) }
        }
        #expect(try codec.encode([Several(count: 1)]) == Array(#"["a"]"#.utf8))
        let small = JSONCodec(limits: .init(depth: 3))
        #expect(try small.encode(Nest(depth: 3)) == Array("[[[]]]".utf8))
        #expect(throws: EncodingError.self) { try small.encode(Nest(depth: 4)) }
        // The memory of a document that was given up is used again.
        #expect(try small.encode(Nest(depth: 1)) == Array("[]".utf8))
    }
}
