import MartletJSON
import Testing

/// What isn't JSON, where, and how the error says so.
@Suite struct SyntaxErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var json: String
        var path: String
        var reason: String

        init(_ json: String, _ path: String, _ reason: String) {
            self.json = json
            self.path = path
            self.reason = reason
        }

        var testDescription: String { json }
    }

    static let cases = [
        Case("", "", "unexpected end of the document at byte 0"),
        Case(" \n", "", "unexpected end of the document at byte 2"),
        Case("[", "[0]", "unexpected end of the document at byte 1"),
        Case("[1", "[0]", "unexpected end of the document at byte 2"),
        Case("[1,", "[1]", "unexpected end of the document at byte 3"),
        Case("[1,]", "[1]", "expected a value, found ']' at byte 3"),
        Case("[,1]", "[0]", "expected a value, found ',' at byte 1"),
        Case("[1 2]", "", "expected ',' or ']' in an array, found '2' at byte 3"),
        Case("[1}", "", "expected ',' or ']' in an array, found '}' at byte 2"),
        Case("]", "", "expected a value, found ']' at byte 0"),
        Case("{", "", "unexpected end of the document at byte 1"),
        Case("{]", "", "expected a key in quotes, found ']' at byte 1"),
        Case("{a:1}", "", "expected a key in quotes, found 'a' at byte 1"),
        Case("{'a':1}", "", "expected a key in quotes, found ''' at byte 1"),
        Case(#"{"a""#, "a", "unexpected end of the document at byte 4"),
        Case(#"{"a" 1}"#, "a", "expected ':' after a key, found '1' at byte 5"),
        Case(#"{"a":}"#, "a", "expected a value, found '}' at byte 5"),
        Case(#"{"a":1,}"#, "", "expected a key in quotes, found '}' at byte 7"),
        Case(#"{"a":1 "b":2}"#, "", "expected ',' or '}' in an object, found '\"' at byte 7"),
        Case(#"{"a":1]"#, "", "expected ',' or '}' in an object, found ']' at byte 6"),
        Case(#"{"a":{"b":[1,{"c":x}]}}"#, "a.b[1].c", "expected a value, found 'x' at byte 18"),
        Case(#"{"x":1,"a":[[],[0,1,tru]]}"#, "a[1][2]", "expected a value, found 't' at byte 20"),
        Case("[1]x", "", "expected the end of the document, found 'x' at byte 3"),
        Case("1 2", "", "expected the end of the document, found '2' at byte 2"),
        Case("{} {}", "", "expected the end of the document, found '{' at byte 3"),
        Case("\u{FEFF}[]", "", "a byte order mark is not allowed at byte 0"),
        Case("[\u{FEFF}]", "[0]", "expected a value, found 0xEF at byte 1"),
        Case("[\u{B}1]", "[0]", "expected a value, found 0x0B at byte 1"),
        Case("nul", "", "expected a value, found 'n' at byte 0"),
        Case("True", "", "expected a value, found 'T' at byte 0"),
        Case("NaN", "", "expected a value, found 'N' at byte 0"),
        Case("nulll", "", "expected the end of the document, found 'l' at byte 4"),
        Case("-", "", "unexpected end of the document at byte 1"),
        Case("-x", "", "invalid number at byte 1"),
        Case("+1", "", "expected a value, found '+' at byte 0"),
        Case(".5", "", "expected a value, found '.' at byte 0"),
        Case("[1.]", "[0]", "invalid number at byte 3"),
        Case("[1.e5]", "[0]", "invalid number at byte 3"),
        Case("[1e]", "[0]", "invalid number at byte 3"),
        Case("[1e+]", "[0]", "invalid number at byte 4"),
        Case("1e", "", "unexpected end of the document at byte 2"),
        Case("[01]", "[0]", "number with a leading zero at byte 1"),
        Case("[-00.1]", "[0]", "number with a leading zero at byte 1"),
        Case("[1x]", "", "expected ',' or ']' in an array, found 'x' at byte 2"),
        Case("[0x10]", "", "expected ',' or ']' in an array, found 'x' at byte 2"),
        Case("\"", "", "unexpected end of the document at byte 1"),
        Case("[\"a\nb\"]", "[0]", "control character 0x0A in a string must be escaped at byte 3"),
        Case("[\"\0\"]", "[0]", "control character 0x00 in a string must be escaped at byte 2"),
        Case(#"["\x"]"#, "[0]", "invalid escape sequence at byte 2"),
        Case(#"["\u12"]"#, "[0]", "invalid escape sequence at byte 2"),
        Case(#"["\u12G4"]"#, "[0]", "invalid escape sequence at byte 2"),
        Case(#"["abcdefgh\ud800"]"#, "[0]", "surrogate without its other half at byte 10"),
        Case(#"["\ud800\u0041"]"#, "[0]", "surrogate without its other half at byte 2"),
        Case(#"["\udc00"]"#, "[0]", "surrogate without its other half at byte 2"),
        Case(#"["\ud800\ud800"]"#, "[0]", "surrogate without its other half at byte 2"),
        Case(#""\u12"#, "", "unexpected end of the document at byte 5"),
        Case(#""\"#, "", "unexpected end of the document at byte 2"),
        Case(#"{"a":1,"a":2}"#, "", "duplicate key \"a\" at byte 7"),
        Case(#"{"a":1,"\u0061":2}"#, "", "duplicate key \"a\" at byte 7"),
        Case(
            #"{"x":[{"long key, long key":1,"b":2,"long key, long key":2}]}"#,
            "x[0]",
            "duplicate key \"long key, long key\" at byte 36"
        ),
    ]

    @Test(arguments: cases)
    func `is refused with path and offset`(_ example: Case) {
        let failure = failure(AnyJSON.self, from: example.json)
        #expect(failure?.path == example.path)
        #expect(failure?.reason == example.reason)
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x80], [0xE2, 0x82], [0xC3],
            [0xE2, 0x28, 0xA1],
            [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x41],
        ] as [[UInt8]]
    )
    func `invalid UTF-8 is refused in values, keys and what nobody reads`(_ sequence: [UInt8]) {
        struct Ignores: Decodable {}
        for (prefix, suffix, offset) in [
            (#"{"a":"12345678"#, "\"}", 14), (#"{"12"#, "\":1}", 4), (#"{"a":["x",""#, "\"]}", 11),
        ] {
            let bytes = Array(prefix.utf8) + sequence + Array(suffix.utf8)
            #expect(failure(Ignores.self, from: bytes)?.reason == "invalid UTF-8 at byte \(offset)")
        }
    }

    @Test func `every prefix of a document is refused`() throws {
        let document = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",true,false,null,{}],"b":{"c":[[]]}}"#.utf8)
        _ = try JSONCodec().decode(AnyJSON.self, from: document)
        for length in 0..<document.count {
            #expect(failure(AnyJSON.self, from: Array(document.prefix(length))) != nil)
        }
    }
}
