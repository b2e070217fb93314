import Foundation
import MartletJSON
import Testing

@Suite struct KeyFormatTests {
    struct Account: Codable, Equatable {
        struct Owner: Codable, Equatable {
            var firstName: String
            var imageURL: String?
        }

        var accountID: Int?
        var mainOwner: Owner
        var someLabels: [String: Int]
        var byNumber: [Int: String]
    }

    private let snake = JSONCodec(keys: .snakeCase, output: .sortedKeys)
    private let account = Account(
        accountID: nil,
        mainOwner: .init(firstName: "a", imageURL: "b"),
        someLabels: ["stayAsIs": 1, "so_do_i": 2],
        byNumber: [1: "x"]
    )

    @Test func `as Foundation does it`() throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .sortedKeys
        let document = try encoder.encode(account)
        #expect(try snake.encode(account) == Array(document))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let theirs = try decoder.decode(Account.self, from: document)
        #expect(try snake.decode(Account.self, from: Array(document)) == theirs)
    }

    @Test func `random keys are converted as Foundation does it`() throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var generator = SeededGenerator(seed: 2)
        struct One: Codable, Equatable {
            var key: AnyKey

            init(_ key: AnyKey) {
                self.key = key
            }

            init(from decoder: any Decoder) throws {
                key = try decoder.container(keyedBy: AnyKey.self).allKeys[0]
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: AnyKey.self)
                try container.encode(1, forKey: key)
            }
        }
        for _ in 0..<3000 {
            let letters = Array("aabBCC__1é")
            let length = Int.random(in: 0...9, using: &generator)
            let name = String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
            let one = One(AnyKey(name))
            #expect(try snake.encode(one) == Array(try encoder.encode(one)), "\(name)")
            let document = try JSONCodec().encode(one)
            #expect(
                try snake.decode(One.self, from: document) == decoder.decode(One.self, from: Data(document)),
                "\(name)"
            )
        }
    }

    @Test func `custom keys`() throws {
        let codec = JSONCodec(keys: .custom(encode: { $0.uppercased() }, decode: { $0.lowercased() }))
        let text = try codec.text(["k": IntKeyed(first: 1, second: "x")])
        #expect(text == #"{"k":{"FIRST":1,"SECOND":"x"}}"#)
        #expect(try codec.decode([String: IntKeyed].self, from: text)["k"]?.second == "x")
        #expect(
            failure(IntKeyed.self, from: "{}", with: codec)?.reason
                == "required key \"FIRST\" is missing from the object at byte 0"
        )
    }

    @Test func `two keys for the same are refused`() {
        let json = #"{"first_name":"a","firstName":"b"}"#
        #expect(
            failure(Account.Owner.self, from: json, with: snake)?.reason
                == "two keys of the object stand for \"firstName\" at byte 0"
        )
    }

    @Test func `paths show the keys of the document`() {
        let json = #"{"main_owner":{"first_name":5},"some_labels":{},"by_number":{}}"#
        #expect(
            failure(Account.self, from: json, with: snake)?.description
                == "main_owner.first_name: expected a string, found a number at byte 28"
        )
    }

    @Test func `an object can be read as a struct and as a dictionary`() throws {
        struct Both: Decodable {
            var owner: Account.Owner
            var raw: [String: String]

            init(from decoder: any Decoder) throws {
                owner = try Account.Owner(from: decoder)
                raw = try decoder.singleValueContainer().decode([String: String].self)
            }
        }
        let both = try snake.decode(Both.self, from: #"{"first_name":"a"}"#)
        #expect(both.owner.firstName == "a" && both.raw == ["first_name": "a"])
    }
}
