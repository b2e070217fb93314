import Foundation
import MartletJSON
import Testing

@Suite struct DecodingErrorTests {
    struct Person: Decodable {
        struct Address: Decodable {
            var id: String
            var number: Int?
        }

        var age: Int
        var addresses: [Address]
        var tags: [String]?
        var admin: Bool?
    }

    @Test(arguments: [
        (#"{"age":"old","addresses":[]}"#, "age: expected an integer, found a string at byte 7"),
        (#"{"age":null,"addresses":[]}"#, "age: expected an integer, found null at byte 7"),
        (#"{"addresses":[]}"#, "required key \"age\" is missing from the object at byte 0"),
        (#"{"age":1,"addresses":{}}"#, "addresses: expected an array, found an object at byte 21"),
        (
            #"{"age":1,"addresses":[{"id":"a"},{"id":"b"},{"id":3}]}"#,
            "addresses[2].id: expected a string, found a number at byte 50"
        ),
        (
            #"{"age":1,"addresses":[{"id":"a"},{"x":[[]]}]}"#,
            "addresses[1]: required key \"id\" is missing from the object at byte 33"
        ),
        (#"{"age":1,"addresses":["x"]}"#, "addresses[0]: expected an object, found a string at byte 22"),
        (
            #"{"age":1,"addresses":[{"id":"a","number":1.5}]}"#,
            "addresses[0].number: expected an integer from -9223372036854775808 through 9223372036854775807, found 1.5 at byte 41"
        ),
        (#"{"age":1,"addresses":[],"tags":["a",true]}"#, "tags[1]: expected a string, found a boolean at byte 36"),
        (#"{"age":1,"addresses":[],"tags":"a"}"#, "tags: expected an array, found a string at byte 31"),
        (#"{"age":1,"addresses":[],"admin":0}"#, "admin: expected a boolean, found a number at byte 32"),
        ("[]", "expected an object, found an array at byte 0"),
    ])
    func `says where and what`(_ json: String, _ description: String) {
        #expect(failure(Person.self, from: json)?.description == description)
    }

    @Test func `kinds are those of Foundation`() {
        func kind(_ body: () throws -> Void) -> String {
            do {
                try body()
                return "none"
            } catch DecodingError.typeMismatch {
                return "typeMismatch"
            } catch DecodingError.valueNotFound {
                return "valueNotFound"
            } catch DecodingError.keyNotFound {
                return "keyNotFound"
            } catch DecodingError.dataCorrupted {
                return "dataCorrupted"
            } catch {
                return "\(error)"
            }
        }
        func check<Value: Decodable>(_ type: Value.Type, _ json: String) {
            let ours = kind { _ = try JSONCodec().decode(type, from: json) }
            let theirs = kind { _ = try JSONDecoder().decode(type, from: Data(json.utf8)) }
            #expect(ours == theirs, "\(type) from \(json)")
        }
        for json in [
            "null", "1", "1.5", "300", "-1", "\"\"", "\"x\"", "true", "[]", "[null]", "[1]", "{}", #"{"id":null}"#,
            "1e999", "",
        ] {
            check(Int.self, json)
            check(Int8.self, json)
            check(UInt.self, json)
            check(Double.self, json)
            check(Float.self, json)
            // Foundation takes null for the wrong type of a boolean, but for an absent value of all others.
            if json != "null" {
                check(Bool.self, json)
            }
            check(String.self, json)
            check([Int].self, json)
            check([String].self, json)
            check([String: Int].self, json)
            check(Person.Address.self, json)
            check(Int?.self, json)
            check(Date.self, json)
            check(Data.self, json)
            check(URL.self, json)
            check(Decimal.self, json)
            check(UUID.self, json)
            check([Int?].self, json)
            check(Wrapped<Int>.self, json)
            check(Suit.self, json)
            check(Shape.self, json)
            check(Dog.self, json)
        }
    }

    @Test func `control characters and long keys don't reach the answer`() {
        let key = String(repeating: "k", count: 100)
        let failure = failure([String: Int].self, from: #"{"\u001b[1m\#(key)":true}"#)
        #expect(failure?.path == "\u{FFFD}[1m" + String(repeating: "k", count: 60) + "…")
    }

    @Test func `as many errors as values take linear time`() throws {
        struct Alternatives: Decodable {
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if (try? container.decode(String.self)) == nil, (try? container.decode([Int].self)) == nil {
                    _ = try container.decode(Int.self)
                }
            }
        }
        let count = 10_000
        let json = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
        let time = try ContinuousClock().measure {
            _ = try JSONCodec().decode([Alternatives].self, from: json)
        }
        // Quadratic would be minutes in a debug build.
        #expect(time < .seconds(30))
    }

    @Test func `describes the errors of other decoders`() {
        let error = DecodingError.dataCorrupted(
            .init(codingPath: [AnyKey("a"), AnyKey(index: 3)], debugDescription: "no")
        )
        #expect(DecodingFailure(error).description == "a[3]: no")
    }
}
