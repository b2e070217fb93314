import Foundation
import MartletJSON
import Testing

/// What a type may ask of its decoder.
@Suite struct ContainerTests {
    /// Runs a closure on the decoder of a document, with both codecs.
    private func same<Value: Equatable>(
        _ json: String,
        _ body: @escaping (any Decoder) throws -> Value
    ) throws -> Value {
        let ours = try JSONCodec(userInfo: [Probe.key: Probe.Body { try body($0) }]).decode(Probe.self, from: json)
        let decoder = JSONDecoder()
        decoder.userInfo = [Probe.key: Probe.Body { try body($0) }]
        let theirs = try decoder.decode(Probe.self, from: Data(json.utf8))
        #expect(ours.result as? Value == theirs.result as? Value)
        return try #require(ours.result as? Value)
    }

    struct Probe: Decodable {
        struct Body: @unchecked Sendable {
            var run: (any Decoder) throws -> Any
        }

        static let key = userInfoKey("body")
        var result: Any

        init(from decoder: any Decoder) throws {
            result = try #require(decoder.userInfo[Probe.key] as? Body).run(decoder)
        }
    }

    @Test func `keys in any order, twice, missing and null`() throws {
        let values = try same(#"{"a":1,"b":null,"c":{"a":[2]},"d":"x"}"#) { decoder in
            let container = try decoder.container(keyedBy: Letter.self)
            let d = try container.decode(String.self, forKey: .d)
            let a = try container.decode(Int.self, forKey: .a)
            let again = try container.decode(Int.self, forKey: .a)
            let b = try container.decodeNil(forKey: .b)
            let missing = try container.decodeIfPresent(Int.self, forKey: .b)
            let nested = try container.nestedContainer(keyedBy: Letter.self, forKey: .c)
            var array = try nested.nestedUnkeyedContainer(forKey: .a)
            let two = try array.decode(Int.self)
            return
                "\(d) \(a) \(again) \(b) \(missing as Any) \(two) \(array.isAtEnd) \(container.contains(.c)) \(nested.contains(.b))"
        }
        #expect(values == "x 1 1 true nil 2 true true false")
    }

    @Test func `paths`() throws {
        let paths = try same(#"{"a":[{"b":{}},[[1]]]}"#) { decoder in
            let container = try decoder.container(keyedBy: Letter.self)
            var array = try container.nestedUnkeyedContainer(forKey: .a)
            let object = try array.nestedContainer(keyedBy: Letter.self)
            let sup = try object.superDecoder(forKey: .b)
            var inner = try array.nestedUnkeyedContainer()
            let last = try inner.superDecoder()
            return [
                decoder.codingPath, container.codingPath, array.codingPath, object.codingPath, sup.codingPath,
                inner.codingPath, last.codingPath,
            ]
            .map { $0.map(\.stringValue).joined(separator: "/") }
        }
        #expect(paths == ["", "", "a", "a/Index 0", "a/Index 0/b", "a/Index 1", "a/Index 1/Index 0"])
    }

    @Test func `unkeyed containers`() throws {
        let text = try same(#"[1,null,"a",[2],{"a":3},true,1.5]"#) { decoder in
            var container = try decoder.unkeyedContainer()
            var log: [String] = ["\(container.count as Any)"]
            log.append("\(try container.decodeNil()) \(container.currentIndex)")
            log.append("\((try? container.decode(String.self)) as Any) \(container.currentIndex)")
            log.append("\(try container.decode(Int8.self)) \(container.currentIndex)")
            log.append("\(try container.decodeNil()) \(container.currentIndex)")
            log.append(try container.decode(String.self))
            log.append("\(try container.decode([Int].self))")
            log.append("\(try container.decode([String: Int].self))")
            log.append("\(try container.decodeIfPresent(Bool.self) as Any)")
            log.append("\(try container.decode(Float.self)) \(container.isAtEnd)")
            log.append("\((try? container.decode(Int.self)) as Any) \((try? container.decodeNil()) as Any)")
            return log
        }
        #expect(text.count == 11)
    }

    @Test func `super decoders`() throws {
        let text = try same(#"{"a":1,"super":{"b":2}}"#) { decoder in
            let container = try decoder.container(keyedBy: Letter.self)
            let sup = try container.superDecoder().container(keyedBy: Letter.self)
            let absent = try container.superDecoder(forKey: .d)
            let isNil = try absent.singleValueContainer().decodeNil()
            let fails = (try? absent.container(keyedBy: Letter.self)) == nil && (try? absent.unkeyedContainer()) == nil
            let value = (try? absent.singleValueContainer().decode(Int.self)) == nil
            let optional = try absent.singleValueContainer().decode(Int?.self)
            return
                "\(try sup.decode(Int.self, forKey: .b)) \(isNil) \(fails) \(value) \(optional as Any) \(absent.codingPath.map(\.stringValue))"
        }
        #expect(text == "2 true true true nil [\"d\"]")
    }

    @Test func `all keys`() throws {
        let keys = try same(#"{"a":1,"x":2,"b":3,"\u0063":4}"#) { decoder in
            try decoder.container(keyedBy: Letter.self).allKeys.map(\.rawValue).sorted()
        }
        #expect(keys == ["a", "b", "c"])
    }

    @Test func `a stored decoder outlives the document`() throws {
        final class Box: Decodable {
            let decoder: any Decoder
            var container: KeyedDecodingContainer<Letter>

            init(from decoder: any Decoder) throws {
                self.decoder = decoder
                container = try decoder.container(keyedBy: Letter.self)
            }
        }
        var document: [UInt8]? = Array(#"{"a":"kept beyond the call","b":[1,2]}"#.utf8)
        let box = try JSONCodec().decode(Box.self, from: document ?? [])
        document = nil
        _ = (0..<100).map { Array(repeating: UInt8($0), count: 38) }
        #expect(try box.container.decode(String.self, forKey: .a) == "kept beyond the call")
        #expect(try box.container.decode([Int].self, forKey: .b) == [1, 2])
        #expect(throws: DecodingError.self) { try box.container.decode(Int.self, forKey: .a) }
        #expect(try box.decoder.container(keyedBy: Letter.self).allKeys.count == 2)
    }

    @Test func `large objects take their keys in any order in linear time`() throws {
        struct Reversed: Decodable {
            var sum = 0

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: AnyKey.self)
                for key in container.allKeys.reversed() {
                    sum += try container.decode(Int.self, forKey: key)
                }
                #expect(!container.contains(AnyKey("missing")))
            }
        }
        let count = 20_000
        let json = "{" + (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
        var sum = 0
        let time = try ContinuousClock().measure {
            sum = try JSONCodec().decode(Reversed.self, from: json).sum
        }
        #expect(sum == count * (count - 1) / 2)
        // Quadratic would be minutes in a debug build.
        #expect(time < .seconds(30))
        let dictionary = try JSONCodec().decode([String: Int].self, from: json)
        #expect(dictionary.count == count)
        #expect(try JSONCodec().encode(dictionary).count == json.utf8.count)
    }
}
