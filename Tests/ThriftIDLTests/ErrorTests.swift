import Testing
import ThriftIDL

@Suite("The compiler of the IDL: what is wrong is said with its place")
struct ErrorTests {
    @Test(
        "one file",
        arguments: [
            ("struct A {", "a.thrift:1:11: error: "),
            ("struct A { 1: i32 a, 1: i32 b }", "a.thrift:1:29: error: the field \"a\" has the id 1 already"),
            ("struct A { 1: Missing a }", "a.thrift:1:15: error: "),
            ("struct A {}\nstruct A {}", "a.thrift:2:8: error: \"A\" is defined already, in line 1"),
            ("typedef A B\ntypedef B A", "a.thrift:1:11: error: "),
            ("service S extends T {}", "a.thrift:1:19: error: "),
            ("service S extends S {}", "a.thrift:1:"),
            (
                "service S { oneway i32 f() }",
                "a.thrift:1:20: error: nothing answers a oneway method: void was expected"
            ),
            ("const i8 A = 128", "a.thrift:1:14: error: 128 does not fit into an i8"),
            ("const bool A = 2", "a.thrift:1:16: error: true or false was expected, or 1 or 0"),
            ("enum E { A = 2147483648 }", "a.thrift:1:"),
            ("const string A = \"b", "a.thrift:1:18: error: the text does not end on its line: "),
            ("/* open", "a.thrift:1:1: error: the comment does not end: \"*/\" was expected"),
            (
                "struct A { 1: void a }",
                "a.thrift:1:15: error: void is what a method may return, and no type of a value"
            ),
            ("senum A {}", "a.thrift:1:1: error: senum is gone from the IDL: use string"),
            ("struct A {}\ninclude \"b.thrift\"", "a.thrift:2:1: error: \"include\" stands before all definitions"),
            (
                "service S { void f() throws (1: i32 a) }",
                "a.thrift:1:37: error: \"a\" cannot be thrown: it is no exception"
            ),
            ("include \"b.thrift\"", "a.thrift:1:9: error: there is no file \"b.thrift\" beside this one"),
            ("%", "a.thrift:1:1: error: "),
        ]
    )
    func oneFile(text: String, message: String) throws {
        let error = try #require(Compiling(text).error())
        #expect(error.hasPrefix(message), "\(error)")
    }

    @Test("files that include each other")
    func circle() throws {
        let files = ["a.thrift": "include \"b.thrift\"", "b.thrift": "include \"a.thrift\""]
        let error = try #require(Compiling(files).error())
        #expect(error.contains("files include each other"), "\(error)")
    }

    @Test("bounds on files, types and constants")
    func bounds() {
        var nested = Compiling("struct A { 1: " + String(repeating: "list<", count: 10_000))
        #expect(nested.error()?.contains("types inside one another") == true)
        nested = Compiling("const list<i32> A = " + String(repeating: "[", count: 10_000))
        #expect(nested.error()?.contains("constants inside one another") == true)
        var large = Compiling("struct A {}")
        large.limits.fileByteCount = 10
        #expect(large.error()?.contains("more than 10 bytes") == true)
        var deep = Compiling(
            Dictionary(
                uniqueKeysWithValues: (0..<100).map { index in
                    (index == 0 ? "a.thrift" : "b\(index).thrift", "include \"b\(index + 1).thrift\"")
                }
            )
        )
        deep.limits.includeDepth = 10
        #expect(deep.error()?.contains("includes inside one another") == true)
    }
}
