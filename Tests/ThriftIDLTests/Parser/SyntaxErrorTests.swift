import Testing

@testable import ThriftIDL

@Suite("What is no IDL")
struct SyntaxErrorTests {
    @Test(
        "The error names the place and what was expected",
        arguments: [
            ("struct", "1:7: error: the name of a struct was expected, not the end of the file"),
            ("struct list {}", "1:8: error: \"list\" is a keyword, and cannot be the name of a struct"),
            ("struct a.b {}", "1:8: error: the name of a struct has no dots: \"a.b\""),
            ("struct A", "1:9: error: \"{\" after the name of the struct was expected, not the end of the file"),
            ("struct A {", "1:11: error: a field, or \"}\", was expected, not the end of the file"),
            ("struct A { 1 i32 a }", "1:14: error: \":\" after the id of the field was expected, not \"i32\""),
            ("struct A { 1: }", "1:15: error: a type was expected, not \"}\""),
            ("struct A { 1: void a }", "1:15: error: void is what a method may return, and no type of a value"),
            ("struct A { 1: slist a }", "1:15: error: slist is gone from the IDL: use string"),
            ("struct A { 1: struct a }", "1:15: error: a type was expected, not \"struct\""),
            ("struct A { 1: i32 }", "1:19: error: the name of a field was expected, not \"}\""),
            ("struct A { 1: i32 a = }", "1:23: error: a constant was expected, not \"}\""),
            ("struct A { 40000: i32 a }", "1:12: error: the id of a field is from -32768 to 32767, not 40000"),
            (
                "struct A {\n  1: list<i32 a\n}",
                "2:15: error: \">\" after the type of the elements was expected, not \"a\""
            ),
            ("struct A { 1: map<i32> a }", "1:22: error: \",\" after the type of the keys was expected, not \">\""),
            (
                "struct A { 1: list i32 }",
                "1:20: error: \"<\" before the type of the elements was expected, not \"i32\""
            ),
            ("struct A { 1: i32 a (b = c) }", "1:26: error: the text of the annotation was expected, not \"c\""),
            (
                "struct A { 1: i32 a (",
                "1:22: error: the name of an annotation, or \")\", was expected, not the end of the file"
            ),
            ("enum E { 1 }", "1:10: error: the name of a value, or \"}\", was expected, not the number 1"),
            ("enum E { A = \"b\" }", "1:14: error: an integer was expected, not a text"),
            (
                "enum E { A = 2147483648 }",
                "1:14: error: the value of an enum is an i32, which 2147483648 does not fit into"
            ),
            (
                "enum E { A = 2147483647, B }",
                "1:26: error: the value of an enum is an i32, which 2147483648 does not fit into"
            ),
            ("senum E { \"a\" }", "1:1: error: senum is gone from the IDL: use string"),
            ("service S extends { }", "1:19: error: the name of a service was expected, not \"{\""),
            (
                "service S ( )",
                "1:11: error: \"{\" or \"extends\" after the name of the service was expected, not \"(\""
            ),
            ("service S { oneway i32 f() }", "1:20: error: nothing answers a oneway method: void was expected"),
            (
                "service S { oneway void f() throws () }",
                "1:29: error: nothing answers a oneway method: it cannot throw"
            ),
            ("service S { void f }", "1:20: error: \"(\" after the name of the method was expected, not \"}\""),
            ("service S { void f() throws 1 }", "1:29: error: \"(\" after \"throws\" was expected, not the number 1"),
            ("service S { void f(", "1:20: error: an argument, or \")\", was expected, not the end of the file"),
            ("const i32 A 1", "1:13: error: \"=\" after the name of the constant was expected, not the number 1"),
            ("const i32 A = [1", "1:17: error: a constant, or \"]\", was expected, not the end of the file"),
            ("const i32 A = {1 2}", "1:18: error: \":\" between the key and its value was expected, not the number 2"),
            (
                "class A {}",
                "1:1: error: a typedef, const, enum, struct, union, exception or service was expected, not \"class\""
            ),
            ("struct A {} include 'b'", "1:13: error: \"include\" stands before all definitions"),
            ("include b", "1:9: error: the path of a file in quotes was expected, not \"b\""),
            ("namespace = a", "1:11: error: the language of the namespace, or \"*\", was expected, not \"=\""),
            ("namespace swift 'a'", "1:17: error: the name of the namespace was expected, not a text"),
            ("namespace swift a.b", "1:17: error: the namespace is a Swift module, whose name has no dots: \"a.b\""),
            ("namespace swift A\nnamespace swift B", "2:17: error: there are two Swift namespaces"),
            ("const string A = \"a\\qb\"", "1:20: error: one of \\r \\n \\t \\\" \\' \\\\ was expected after \"\\\""),
            ("const string A = 'a\n'", "1:18: error: the text does not end on its line: \"'\" was expected"),
            ("/* a", "1:1: error: the comment does not end: \"*/\" was expected"),
            ("struct A %", "1:10: error: \"%\" is no part of the IDL"),
            ("struct \u{1}", "1:8: error: the byte 0x1 is no part of the IDL"),
            ("struct é", "1:8: error: the byte 0xC3 is no part of the IDL"),
            (
                "const i64 A = 9223372036854775808",
                "1:15: error: the integer 9223372036854775808 does not fit into an i64"
            ),
            (
                "const i64 A = 0xFFFFFFFFFFFFFFFFF",
                "1:15: error: the integer 0xFFFFFFFFFFFFFFFFF does not fit into an i64"
            ),
            ("const i64 A = 0xg", "1:15: error: 0xg is no number"),
            ("const i64 A = 1a", "1:15: error: a number ends in \"a\""),
            ("const i64 A = -", "1:15: error: a number was expected"),
            ("const i64 A = .", "1:15: error: a number was expected"),
            ("const double A = 1e999", "1:18: error: the number 1e999 does not fit into a double"),
        ]
    )
    func messages(text: String, message: String) {
        #expect(problem(text) == "a.thrift:\(message)")
    }

    @Test("A text that is not UTF-8 is refused, a comment that is not is read")
    func encoding() throws {
        let text = Array("const string A = '".utf8) + [0xFF] + Array("'".utf8)
        #expect(throws: IDLError.self) {
            var parser = try Parser(path: "a.thrift", bytes: text)
            _ = try parser.document()
        }
        var parser = try Parser(path: "a.thrift", bytes: Array("/** ".utf8) + [0xFF] + Array(" */ struct A {}".utf8))
        #expect(try parser.document().definitions.count == 1)
    }

    @Test("Nesting and size have bounds")
    func bounds() {
        let types = String(repeating: "list<", count: 65) + "i32" + String(repeating: ">", count: 65)
        #expect(
            problem("struct A { 1: \(types) a }")?.hasSuffix("there are more than 64 types inside one another") == true
        )
        let deep = String(repeating: "[", count: 100_000)
        #expect(
            problem("const i32 A = \(deep)")?.hasSuffix("there are more than 64 constants inside one another") == true
        )
        let attributes = String(repeating: "1: i32 a xsd_attrs { ", count: 100_000)
        #expect(problem("struct A { \(attributes)")?.contains("more than 64 attributes inside one another") == true)
        var limits = IDLLimits()
        limits.fileByteCount = 10
        #expect(problem("struct A {}", limits: limits) == "a.thrift:1:1: error: the file has more than 10 bytes")
    }
}
