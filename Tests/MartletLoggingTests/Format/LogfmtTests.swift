import Logging
import MartletTesting
import Testing

@testable import MartletLogging

/// Go kit's cases of section 31 of the inventory, byte by byte, and the rules of its logfmt package.
@Suite struct LogfmtTests {
    @Test func literalCases() {
        #expect(line(.bareLogfmt, ["hello": "world"]) == "hello=world")
        #expect(line(.bareLogfmt, ["a": 1, "err": .error(SomeError())]) == "a=1 err=err")
        #expect(line(.bareLogfmt, metadata: ["a": .stringConvertible(1)], error: SomeError()) == "err=err a=1")
        #expect(
            line(.bareLogfmt, ["my_map": .describing(Describes(description: "special_behavior"))])
                == "my_map=special_behavior"
        )
        #expect(
            line(.bareLogfmt, ["taskID": 1, "cmd": "echo Hello, world!", "dur": .duration(.milliseconds(42))])
                == #"taskID=1 cmd="echo Hello, world!" dur=42ms"#
        )
        #expect(line(.bareLogfmt) == "")
        #expect(line(.bareLogfmt, ["k": nil, "text": "null"]) == #"k=null text="null""#)
        #expect(line(.bareLogfmt, metadata: ["k": .null, "text": "null"]) == #"k=null text="null""#)
        #expect(line(.bareLogfmt, ["k": ""]) == "k=")
        #expect(line(.plainLogfmt, level: .info, metadata: ["foo": "bar"]) == "level=info foo=bar")
        #expect(line(.plainLogfmt, level: .debug, "résumé") == "level=debug msg=résumé")
        #expect(line(.plainLogfmt, level: .error, "© violation") == #"level=error msg="© violation""#)
        #expect(line(.plainLogfmt, level: .error, "\t") == #"level=error msg="\t""#)
    }

    @Test(arguments: [
        ("plain", "plain"), ("two words", #""two words""#), ("a=b", #""a=b""#), (#"a"b"#, #""a\"b""#),
        (#"a\b"#, #"a\b"#), (#"a \b"#, #""a \\b""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}", #""\u0000""#),
        ("\u{1B}[31m", #""\u001b[31m""#), ("\u{7F}", #""\u007f""#), ("a\u{FFFD}b", #""a\ufffdb""#), ("né", "né"),
        ("né ñ", "\"né ñ\""), ("日本語", "日本語"), ("😀", "😀"), ("nullnull", "nullnull"), ("nul", "nul"),
        ("true", "true"), ("12", "12"), ("\u{2028}", "\u{2028}"), ("12345678=", #""12345678=""#),
        ("12345678", "12345678"),
        ("1234567 ", #""1234567 ""#), ("\u{85}", "\u{85}"),
    ])
    func values(_ value: String, _ expected: String) {
        #expect(line(.bareLogfmt, ["k": .string(value)]) == "k=" + expected)
        #expect(line(.bareLogfmt, metadata: ["k": .string(value)]) == "k=" + expected)
    }

    @Test func bytesThatAreNotUTF8() {
        let text = String(decoding: [0x61, 0xFF, 0x62] as [UInt8], as: UTF8.self)
        #expect(line(.bareLogfmt, ["k": .string(text)]) == #"k="a\ufffdb""#)
    }

    @Test(arguments: [
        ("a b", "ab"), ("a=b", "ab"), (#"a"b"#, "ab"), ("\n", "_"), ("", "_"), ("a\u{FFFD}b", "ab"),
        ("schlüssel", "schlüssel"),
        ("a\u{7F}", "a\u{7F}"),
    ])
    func keys(_ key: String, _ expected: String) {
        #expect(line(.bareLogfmt, metadata: [key: "v"]) == expected + "=v")
    }

    @Test func numbers() {
        #expect(
            line(
                .bareLogfmt,
                [
                    "a": 1.5, "b": -0.25, "c": .double(.nan), "d": .double(.infinity),
                    "e": .double(-.infinity), "f": .int(Int64.min), "g": .uint(UInt64.max), "h": true, "i": false,
                ]
            )
                == "a=1.5 b=-0.25 c=NaN d=+Inf e=-Inf f=-9223372036854775808 g=18446744073709551615 h=true i=false"
        )
    }

    @Test func durations() {
        let durations: [(Duration, String)] = [
            (.zero, "0s"), (.nanoseconds(7), "7ns"), (.nanoseconds(1_500), "1.5µs"), (.milliseconds(42), "42ms"),
            (.microseconds(42_010), "42.01ms"), (.seconds(1), "1s"), (.milliseconds(1_500), "1.5s"),
            (.seconds(60), "1m0s"),
            (.seconds(3_725), "1h2m5s"), (.seconds(3_600), "1h0m0s"), (.milliseconds(-1_500), "-1.5s"),
            (.milliseconds(-500), "-500ms"), (.seconds(86_400), "24h0m0s"),
        ]
        for (duration, text) in durations { #expect(line(.bareLogfmt, ["d": .duration(duration)]) == "d=" + text) }
    }

    @Test func nestedMetadata() {
        #expect(
            line(
                .bareLogfmt,
                metadata: [
                    "user": ["name": "Ada L", "id": .stringConvertible(7), "roles": ["admin", "dev"], "none": [:]],
                    "a": ["x", .stringConvertible(1)], "b": [],
                ]
            ) == #"a="[\"x\",1]" b=[] user.id=7 user.name="Ada L" user.none={} user.roles="[\"admin\",\"dev\"]""#
        )
    }

    @Test func duplicatesOfFieldsAreAllWritten() {
        #expect(line(.bareLogfmt, ["a": 1, "b": 2, "a": 3]) == "a=1 b=2 a=3")
    }

    @Test func severalUnquotedTextsNeverMakeAForgedPair() {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<2_000 {
            let key = random.string(of: "abc =\"\n\\\u{FFFD}é", count: 0...9)
            let value = random.string(of: "abc =\"\n\\\u{FFFD}é\u{7F}\u{0}l", count: 0...20)
            let text = line(.bareLogfmt, metadata: ["first": "1", key + "z": .string(value)])
            let pairs = LogfmtReader.pairs(text)
            #expect(pairs?.count == 2, "\(text)")
            #expect(pairs?.contains { $0.value == value } == true, "\(text.debugDescription)")
            #expect(!text.contains("\n"))
        }
    }
}

/// Reads logfmt as strictly as it can be read, to check what was written.
enum LogfmtReader {
    static func pairs(_ line: String) -> [(key: String, value: String)]? {
        var rest = Array(line.unicodeScalars)[...]
        var pairs: [(String, String)] = []
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            var key = String.UnicodeScalarView()
            key.append(contentsOf: rest[..<equals])
            guard !key.isEmpty, !key.contains(where: { $0.value <= 0x20 || $0 == "\"" }) else { return nil }
            rest = rest[(equals + 1)...]
            var value = String.UnicodeScalarView()
            if rest.first == "\"" {
                rest.removeFirst()
                while let next = rest.popFirst(), next != "\"" {
                    guard next == "\\" else {
                        value.append(next)
                        continue
                    }
                    guard let escape = rest.popFirst() else { return nil }
                    switch escape {
                    case "n": value.append("\n")
                    case "r": value.append("\r")
                    case "t": value.append("\t")
                    case "u":
                        var digits = String.UnicodeScalarView()
                        digits.append(contentsOf: rest.prefix(4))
                        guard let code = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(code) else {
                            return nil
                        }
                        rest.removeFirst(4)
                        value.append(scalar)
                    default: value.append(escape)
                    }
                }
            } else {
                while let next = rest.first, next != " " {
                    guard next.value > 0x20, next != "=", next != "\"" else { return nil }
                    value.append(next)
                    rest.removeFirst()
                }
            }
            pairs.append((String(key), String(value)))
            guard rest.isEmpty || rest.popFirst() == " " else { return nil }
        }
        return pairs
    }
}
