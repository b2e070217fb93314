import Foundation
import Logging
import MartletTesting
import Testing

@testable import MartletLogging

/// Go kit's cases of section 31 of the inventory for JSON, byte by byte.
@Suite struct JSONTests {
    @Test func literalCases() {
        #expect(line(.bareJSON) == "{}")
        #expect(
            line(
                .bareJSON,
                metadata: [
                    "a": [.stringConvertible(1), .stringConvertible(2), .stringConvertible(3)],
                    "m": ["0": .stringConvertible(0)],
                ],
                error: SomeError()
            ) == #"{"err":"err","a":[1,2,3],"m":{"0":0}}"#
        )
        #expect(line(.bareJSON, ["k": "<&>"]) == #"{"k":"<&>"}"#)
        #expect(line(.bareJSON, ["err": nil]) == #"{"err":null}"#)
        #expect(line(.bareJSON, ["v": .describing(Describes(description: "string"))]) == #"{"v":"string"}"#)
        #expect(line(.plainJSON, level: .info, metadata: ["foo": "bar"]) == #"{"level":"info","foo":"bar"}"#)
        let names = LevelNames { $0 == .debug ? "dbg" : $0.rawValue }
        let format = LogFormat.json(keys: LogKeys(timestamp: nil, level: "l"), levelNames: names)
        #expect(
            line(format, level: .debug, "moai", metadata: ["easter_island": "176°"])
                == #"{"l":"dbg","msg":"moai","easter_island":"176°"}"#
        )
    }

    @Test(arguments: [
        ("plain", "plain"), (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("\n\r\t\u{8}\u{C}", #"\n\r\t\b\f"#),
        ("\u{0}\u{1F}", #"\u0000\u001f"#), ("\u{7F}", "\u{7F}"), ("a\u{FFFD}b", #"a\ufffdb"#), ("é", "é"),
        ("\u{2028}\u{2029}", #"\u2028\u2029"#), ("\u{2027}", "\u{2027}"), ("😀", "😀"), ("12345678\"", #"12345678\""#),
        ("1234567\\", #"1234567\\"#), ("null", "null"), ("", ""), ("/", "/"),
    ])
    func texts(_ value: String, _ expected: String) {
        #expect(line(.bareJSON, ["k": .string(value)]) == #"{"k":""# + expected + #""}"#)
        #expect(line(.bareJSON, metadata: [value: "v"]) == #"{""# + expected + #"":"v"}"#)
    }

    @Test func numbers() {
        #expect(
            line(
                .bareJSON,
                [
                    "a": 1.5, "b": .double(.nan), "c": .double(.infinity), "d": .double(-.infinity),
                    "e": .int(Int.min), "f": true, "g": nil, "h": .duration(.milliseconds(42)), "i": 1e300,
                ]
            )
                == #"{"a":1.5,"b":"NaN","c":"+Inf","d":"-Inf","e":-9223372036854775808,"f":true,"g":null,"h":"42ms","i":1e+300}"#
        )
    }

    @Test func valuesWithATypeOfTheirOwnInMetadata() {
        #expect(
            line(
                .bareJSON,
                metadata: [
                    "a": .stringConvertible(Int8(-1)), "b": .stringConvertible(UInt64.max),
                    "c": .stringConvertible(Float.infinity),
                    "d": .stringConvertible(Float(0.5)), "e": .stringConvertible(Double.nan),
                    "f": .stringConvertible(false),
                    "g": .stringConvertible("\""), "h": .stringConvertible(Duration.seconds(2)), "i": .null,
                    "j": .stringConvertible(UInt(7)), "k": .stringConvertible(UInt16(8)),
                    "l": .stringConvertible(Int64(9)),
                    "m": .stringConvertible(Int16(10)), "n": .stringConvertible(Int32(11)),
                    "o": .stringConvertible(UInt32(12)),
                    "p": .stringConvertible(UInt8(13)),
                ]
            ) == #"{"a":-1,"b":18446744073709551615,"c":"+Inf","d":0.5,"e":"NaN","f":false,"g":"\"","h":"2s","i":null,"#
                + #""j":7,"k":8,"l":9,"m":10,"n":11,"o":12,"p":13}"#
        )
    }

    @Test func theLastOfTwoFieldsWithOneKeyWins() {
        #expect(line(.bareJSON, ["a": 1, "b": 2, "a": 3]) == #"{"b":2,"a":3}"#)
        // Keys of the same shape that differ.
        #expect(line(.bareJSON, ["xa": 1, "ya": 2]) == #"{"xa":1,"ya":2}"#)
    }

    @Test func nestedMetadata() {
        #expect(
            line(
                .bareJSON,
                metadata: [
                    "user": ["name": "Ada", "id": .stringConvertible(7), "roles": ["a", ["b": "c"]]],
                    "none": [:], "empty": [],
                ]
            )
                == #"{"empty":[],"none":{},"user":{"id":7,"name":"Ada","roles":["a",{"b":"c"}]}}"#
        )
    }

    @Test func everyLineIsJSON() throws {
        var random = SeededGenerator(seed: 8259)
        for _ in 0..<1_000 {
            let value = random.string(of: "ab\"\\\n\u{0}\u{1F}\u{7F}\u{FFFD}\u{2028}é😀", count: 0...20)
            let key = random.string(of: "ab\"\\\n\u{0}é", count: 0...9)
            let text = line(.plainJSON, "m", metadata: ["k" + key: .string(value), "l": [.string(value), [key: "x"]]])
            let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(object["k" + key] as? String == value)
            #expect((object["l"] as? [Any])?.first as? String == value)
            #expect(!text.contains("\n"))
        }
    }
}
