import Testing

@testable import ThriftIDL

@Suite("Constants and their types")
struct ConstantTests {
    /// What is made of the value of a constant `C`.
    private func expression(_ text: String) throws -> String {
        let lines = try swift(text).split(separator: "\n")
        let line = try #require(lines.last { $0.contains("static let c: ") })
        return String(line.split(separator: " = ", maxSplits: 1)[1])
    }

    @Test(
        "Values of every type",
        arguments: [
            ("const bool C = true", "true"), ("const bool C = 0", "false"), ("const i8 C = -128", "-128"),
            ("const i32 C = true", "1"), ("const i64 C = 1234567", "1_234_567"), ("const double C = 3", "3.0"),
            ("const string C = \"a\\\"\\\\(b)\\n\"", #""a\"\\(b)\n""#),
            ("const binary C = 'ab'", #"ThriftBinary("ab".utf8)"#),
            (
                "const uuid C = '{00010203-0405-0607-0809-0a0b0c0d0e0F}'",
                "ThriftUUID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F)"
            ),
            ("const list<i8> C = [1, 2]", "[1, 2]"), ("const list<i8> C = {}", "[]"), ("const set<i8> C = [1]", "[1]"),
            ("const map<i8, string> C = {1: 'a'}", "[1: \"a\"]"), ("const map<i8, i8> C = []", "[:]"),
            ("enum E { A_B = 1 } const E C = E.A_B", "E.aB"), ("enum E { A = 1 } const E C = 1", "E.a"),
            ("enum E { A = 7 } const i64 C = E.A", "7"), ("enum E { A } typedef E F const F C = F.A", "E.a"),
            ("const i32 D = 5 const i32 C = D", "AConstants.d"), ("const i32 C = D const i32 D = 5", "AConstants.d"),
            ("const i32 D = 5 const i64 C = D", "5"), ("const i32 D = 5 const double C = D", "5.0"),
            ("const list<i32> D = [1] const list<i64> C = D", "[1]"),
            ("struct S { 1: i32 x; 2: required i32 y; 3: i32 z = 3 } const S C = {'y': 2, 'x': 1}", "S(x: 1, y: 2)"),
            ("union U { 1: i32 x; 2: string y } const U C = {'y': 'a'}", "U.y(\"a\")"),
            ("exception X { 1: string m } const X C = {'m': 'a'}", "X(m: \"a\")"),
        ]
    )
    func values(text: String, expected: String) throws {
        #expect(try expression(text) == expected)
    }

    @Test(
        "What does not fit is refused, at its place",
        arguments: [
            ("const i8 C = 128", "1:14: error: 128 does not fit into an i8"),
            ("const i16 C = 40000", "1:15: error: 40000 does not fit into an i16"),
            ("const i32 C = 2147483648", "1:15: error: 2147483648 does not fit into an i32"),
            ("const i32 C = 1.5", "1:15: error: an i32 was expected, not the number 1.5"),
            ("const i32 C = 'a'", "1:15: error: an i32 was expected, not a text"),
            ("const bool C = 2", "1:16: error: true or false was expected, or 1 or 0"),
            ("const string C = 1", "1:18: error: a string was expected, not the number 1"),
            ("const string C = [1]", "1:18: error: a string was expected, not a list"),
            ("const list<i8> C = 1", "1:20: error: a list was expected, not the number 1"),
            ("const list<i8> C = [1, 'a']", "1:24: error: an i8 was expected, not a text"),
            ("const set<i8> C = {1: 2}", "1:19: error: a set was expected, not a map"),
            ("const map<i8, i8> C = [1]", "1:23: error: a map was expected, not a list"),
            (
                "const uuid C = 'a'",
                "1:16: error: a uuid is 32 hexadecimal digits, with hyphens after the 8th, 12th, 16th and 20th"
            ),
            ("enum E { A } const E C = 5", "1:26: error: E has no value 5"),
            ("enum E { A } const E C = E.B", "1:26: error: E has no value \"B\""),
            ("enum E { A } const E C = A", "1:26: error: there is no constant \"A\""),
            (
                "enum E { A } enum F { B } const E C = F.B",
                "1:39: error: a value of E was expected, not the value \"F.B\" of an enum"
            ),
            ("const i32 D = 300 const i8 C = D", "1:32: error: an i8 was expected, which \"D\" is not"),
            ("const i32 C = D", "1:15: error: there is no constant \"D\""),
            ("const i32 C = C", "1:15: error: the value is needed for itself"),
            ("const i32 C = D const i32 D = C", "1:31: error: the value is needed for itself"),
            ("struct S { 1: i32 x } const S C = {'y': 1}", "1:36: error: S has no field \"y\""),
            (
                "struct S { 1: i32 x } const S C = {1: 1}",
                "1:36: error: the name of a field of S was expected, in quotes"
            ),
            ("struct S { 1: i32 x } const S C = {'x': 1, 'x': 2}", "1:44: error: the field \"x\" is given twice"),
            ("struct S { 1: required i32 x } const S C = {}", "1:44: error: the field \"x\" of S is required"),
            ("union U { 1: i32 x } const U C = {}", "1:34: error: U is a union: one of its fields must be given"),
            ("struct S { 1: S x = {} }", "1:21: error: the value is needed for itself"),
            (
                "struct A { 1: B b = CB } const B CB = {} struct B { 1: A a = CA } const A CA = {}",
                "1:80: error: the value is needed for itself"
            ),
            ("const map<i8, i8> C = {1: 1, 1: 2}", "1:30: error: the same value is there already"),
            ("const i8 D = 1 const set<i8> C = [1, D]", "1:38: error: the same value is there already"),
            (
                "struct S { 1: i32 x; 2: i32 y = 5 } const map<S, i8> C = {{'x': 0}: 1, {'y': 5}: 2}",
                "1:72: error: the same value is there already"
            ),
            ("const set<list<double>> C = [[0.0], [-0.0]]", "1:37: error: the same value is there already"),
            ("service S { void f(1: i8 a = 300) }", "1:30: error: 300 does not fit into an i8"),
        ]
    )
    func messages(text: String, message: String) {
        #expect(problem(text) == "a.thrift:\(message)")
    }

    @Test("Constants that grow by using each other are refused before they have grown")
    func growth() {
        // Read as lists of another type they would be 10 ** 20 numbers.
        let types = (0...20).map { level in
            (String(repeating: "list<", count: level) + "i32" + String(repeating: ">", count: level))
        }
        var text = "const i32 C0 = 1\n"
        for level in 1...20 {
            let references = Array(repeating: "C\(level - 1)", count: 10).joined(separator: ", ")
            text += "const \(types[level]) C\(level) = [\(references)]\n"
        }
        #expect(problem(text) == nil)
        var limits = IDLLimits()
        limits.constantCount = 10_000
        let other = types[20].replacing("i32", with: "i64")
        let error = "there are more than 10000 constants"
        #expect(problem(text + "const \(other) D = C20", limits: limits)?.hasSuffix(error) == true)
        // Compared with each other they would be as many.
        #expect(problem(text + "const set<\(types[20])> D = [C20]", limits: limits)?.hasSuffix(error) == true)
        let chain = (0..<100).map { "const i32 C\($0) = C\($0 + 1)" }.joined(separator: "\n") + "\nconst i32 C100 = 1"
        #expect(problem(chain)?.hasSuffix("there are more than 64 constants inside one another") == true)
    }
}
