import MartletJSON
import Testing

@Suite struct DuplicateKeyTests {
    private func object(_ keys: [String]) -> String {
        "{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    }

    @Test(arguments: [2, 3, 15, 16, 17, 18, 64, 1000])
    func `a key twice is found in objects of any size`(_ count: Int) throws {
        let keys = (0..<count).map { "key-number-\($0)" }
        _ = try JSONCodec().decode(AnyJSON.self, from: object(keys))
        for (earlier, later) in [(0, count - 1), (count / 2 - 1, count / 2), (0, 1)] {
            var doubled = keys
            doubled[later] = doubled[earlier]
            let failure = failure(AnyJSON.self, from: object(doubled))
            #expect(failure?.reason.hasPrefix("duplicate key \"key-number-\(earlier)\" at byte ") == true)
            doubled[later] = "\\u006b" + doubled[earlier].dropFirst()
            #expect(
                MartletJSONTests.failure(AnyJSON.self, from: object(doubled))?.reason.hasPrefix("duplicate") == true
            )
        }
    }

    @Test func `the last key of a document is compared as the others are`() {
        for key in ["", "a", "ab", "abc", "abcdefg", "abcdefgh", "abcdefghi"] {
            #expect(failure(AnyJSON.self, from: object([key, "x", key])) != nil)
            #expect(failure(AnyJSON.self, from: object([key, key])) != nil)
        }
    }

    @Test func `similar keys aren't the same`() throws {
        let keys = [
            "", "a", "aa", "A", "abcdefgh", "abcdefghi", "abcdefghj", "é", "e\u{301}", "a\\u0000", "a\\u0000\\u0000",
        ]
        let decoded = try JSONCodec().decode(AnyJSON.self, from: object(keys.filter { $0 != "é" }))
        #expect(decoded != .null)
        struct Ignores: Decodable {}
        _ = try JSONCodec().decode(Ignores.self, from: object(keys))
        _ = try JSONCodec().decode(Ignores.self, from: object(keys + (0..<20).map(String.init)))
    }

    @Test func `the same key in different objects is fine`() throws {
        let document = #"{"a":{"a":{"a":[{"a":1},{"a":2}]}},"b":{"a":3}}"#
        _ = try JSONCodec().decode(AnyJSON.self, from: document)
    }
}
