import Foundation
import MartletJSON
import Testing

@Suite struct EncoderTests {
    @Test func `keys keep the order in which they were encoded`() throws {
        struct Ordered: Encodable {
            var z = 1
            var a = [true]
            var m: String? = nil
            var b = "x"
        }
        #expect(try JSONCodec().text(Ordered()) == #"{"z":1,"a":[true],"b":"x"}"#)
        #expect(try JSONCodec(output: .sortedKeys).text(Ordered()) == #"{"a":[true],"b":"x","z":1}"#)
    }

    @Test func `paths`() throws {
        struct Paths: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Letter.self)
                var array = container.nestedUnkeyedContainer(forKey: .a)
                try array.encode(1)
                let object = array.nestedContainer(keyedBy: Letter.self)
                #expect(encoder.codingPath.isEmpty && container.codingPath.isEmpty)
                #expect(array.codingPath.map(\.stringValue) == ["a"])
                #expect(object.codingPath.map(\.stringValue) == ["a", "Index 1"])
                let sup = container.superEncoder(forKey: .b)
                #expect(sup.codingPath.map(\.stringValue) == ["b"])
                #expect(object.codingPath.map(\.stringValue) == ["a", "Index 1"])
                let unnamed = container.superEncoder()
                #expect(unnamed.codingPath.map(\.stringValue) == ["super"])
                try container.encode(Inner(), forKey: .c)
            }
        }
        struct Inner: Encodable {
            func encode(to encoder: any Encoder) throws {
                #expect(encoder.codingPath.map(\.stringValue) == ["c"])
                var container = encoder.singleValueContainer()
                #expect(container.codingPath.map(\.stringValue) == ["c"])
                try container.encode(1)
            }
        }
        #expect(try JSONCodec(output: .sortedKeys).text(Paths()) == #"{"a":[1,{}],"b":{},"c":1,"super":{}}"#)
    }

    @Test func `what ends the process with Foundation is an error`() {
        struct TwoValues: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(1)
                try container.encode(2)
            }
        }
        struct TwoKinds: Encodable {
            func encode(to encoder: any Encoder) throws {
                var array = encoder.unkeyedContainer()
                try array.encode(1)
                var object = encoder.container(keyedBy: Letter.self)
                try object.encode(1, forKey: .a)
                try array.encode(2)
            }
        }
        struct TwoNestedKinds: Encodable {
            func encode(to encoder: any Encoder) throws {
                var object = encoder.container(keyedBy: Letter.self)
                _ = object.nestedUnkeyedContainer(forKey: .a)
                var nested = object.nestedContainer(keyedBy: Letter.self, forKey: .a)
                try nested.encode(1, forKey: .b)
            }
        }
        struct ValueAndContainer: Encodable {
            func encode(to encoder: any Encoder) throws {
                _ = encoder.unkeyedContainer()
                var container = encoder.singleValueContainer()
                try container.encode(2)
            }
        }
        for value in [TwoValues(), TwoKinds(), TwoNestedKinds(), ValueAndContainer()] as [any Encodable] {
            #expect(throws: EncodingError.self) { try JSONCodec().encode(value) }
            #expect(throws: EncodingError.self) { try JSONCodec().encode(["a": [AnyEncodable(value)]]) }
        }
    }

    struct AnyEncodable: Encodable {
        var value: any Encodable

        init(_ value: any Encodable) {
            self.value = value
        }

        func encode(to encoder: any Encoder) throws {
            try value.encode(to: encoder)
        }
    }

    @Test func `an encoder that is stored does no harm`() throws {
        final class Thief: Encodable {
            var stolen: (any Encoder)?
            var container: KeyedEncodingContainer<Letter>?

            func encode(to encoder: any Encoder) throws {
                stolen = encoder
                var container = encoder.container(keyedBy: Letter.self)
                try container.encode(1, forKey: .a)
                self.container = container
            }
        }
        struct Meddler: Encodable {
            let thief: Thief

            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                try thief.container?.encode("y", forKey: .d)
                try container.encode(1)
            }
        }
        let codec = JSONCodec()
        let thief = Thief()
        #expect(try codec.text([thief]) == #"[{"a":1}]"#)
        try thief.container?.encode(2, forKey: .b)
        try? [5].encode(to: try #require(thief.stolen))
        #expect(try codec.text([1]) == "[1]")
        try codec.withEncoded([1]) { bytes in
            try thief.container?.encode("x", forKey: .c)
            #expect(bytes.withUnsafeBytes(Array.init) == Array("[1]".utf8))
        }
        #expect(throws: Never.self) { try codec.withEncoded(Meddler(thief: thief)) { #expect($0.byteCount == 3) } }
        #expect(try codec.text(["k": "v"]) == #"{"k":"v"}"#)
    }

    @Test(arguments: [1, 15, 16, 17, 40])
    func `a key twice replaces the value in objects of any size`(_ count: Int) throws {
        struct Wide: Encodable {
            var count: Int

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: AnyKey.self)
                for index in 0..<count {
                    try container.encode(index, forKey: AnyKey("key\(index)"))
                }
                try container.encode(-1, forKey: AnyKey("key\(count - 1)"))
            }
        }
        let decoded = try JSONCodec().decode([String: Int].self, from: JSONCodec().encode(Wide(count: count)))
        #expect(decoded.count == count && decoded["key\(count - 1)"] == -1)
    }

    @Test func `encoding inside of encoding`() throws {
        struct Recursive: Encodable {
            let codec: JSONCodec
            var depth: Int

            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                try container.encode(depth)
                if depth > 0 {
                    try container.encode(codec.text(Recursive(codec: codec, depth: depth - 1)))
                }
            }
        }
        #expect(try JSONCodec().text(Recursive(codec: JSONCodec(), depth: 2)) == #"[2,"[1,\"[0]\"]"]"#)
        let codec = JSONCodec()
        #expect(try codec.text(Recursive(codec: codec, depth: 2)) == #"[2,"[1,\"[0]\"]"]"#)
        #expect(
            try codec.withEncoded([1]) {
                try codec.text([2]) + String(decoding: $0.withUnsafeBytes(Array.init), as: UTF8.self)
            } == "[2][1]"
        )
    }

    @Test func `one codec, many threads`() async throws {
        let codec = JSONCodec()
        try await withThrowingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<500 {
                        let value = ["task": task, "index": index]
                        let text = try codec.encode(value)
                        #expect(try codec.decode([String: Int].self, from: text) == value)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `nothing is left over from a failed or a large value`() throws {
        let codec = JSONCodec()
        #expect(throws: EncodingError.self) { try codec.encode(["a": [1, .nan]]) }
        #expect(throws: EncodingError.self) { try codec.encode(Nothing()) }
        #expect(try codec.text(["a": 1]) == #"{"a":1}"#)
        #expect(try codec.text(Interleaved()).isEmpty == false)
        #expect(try codec.encode(String(repeating: "x", count: 1 << 20)).count == (1 << 20) + 2)
        #expect(try codec.text([1]) == "[1]")
    }
}
