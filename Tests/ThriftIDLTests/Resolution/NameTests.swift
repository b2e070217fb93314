import Testing

@testable import ThriftIDL

@Suite("Names and what they stand for")
struct NameTests {
    @Test("Definitions may stand behind what uses them, and in included files")
    func order() {
        #expect(problem("service S extends T { A f(1: B b) } service T {} struct A { 1: B b } typedef i32 B") == nil)
        #expect(
            problem(["a.thrift": "include 'b.c.thrift' struct A { 1: b.c.B b }", "b.c.thrift": "struct B {}"]) == nil
        )
    }

    @Test(
        "What cannot be is refused, at its place",
        arguments: [
            ("struct A { 1: B b }", "1:15: error: there is no type \"B\""),
            ("struct A { 1: b.B b }", "1:15: error: there is no type \"b.B\": no included file is called \"b\""),
            ("struct A { 1: S s } service S {}", "1:15: error: \"S\" is a service, not a type"),
            ("service S extends T {}", "1:19: error: there is no service \"T\""),
            ("service S extends A {} struct A {}", "1:19: error: \"A\" is no service"),
            ("service S extends T {} service T extends S {}", "1:9: error: the service extends itself"),
            ("struct A {}\nstruct A {}", "2:8: error: \"A\" is defined already, in line 1"),
            ("struct A {}\nservice A {}", "2:9: error: \"A\" is defined already, in line 1"),
            ("const i32 A = 1\nconst i32 A = 1", "2:11: error: \"A\" is defined already, in line 1"),
            ("typedef B A typedef A B", "1:11: error: \"A\" stands for itself"),
            ("typedef list<A> A", "1:17: error: \"A\" stands for itself"),
            ("typedef map<i32, set<B>> A typedef list<A> B", "1:26: error: \"A\" stands for itself"),
            ("struct A { 1: i32 a, 1: i32 b }", "1:29: error: the field \"a\" has the id 1 already"),
            ("struct A { 1: i32 a, 2: i32 a }", "1:29: error: there is a field \"a\" already, in line 1"),
            (
                "struct A { 1: i32 user_id, 2: i32 userId }",
                "1:35: error: \"user_id\" and \"userId\" are both \"userId\" in Swift: "
                    + "give one of them another name with (swift.name = …)"
            ),
            ("enum E { A, A }", "1:13: error: there is a value \"A\" already, in line 1"),
            ("service S { void f(); void f() }", "1:28: error: there is a method \"f\" already, in line 1"),
            (
                "service T { void f() }\nservice S extends T { void f() }",
                "2:28: error: there is a method \"f\" already, in line 1"
            ),
            ("service S { void f(1: i32 a, 1: i32 b) }", "1:37: error: the argument \"a\" has the id 1 already"),
            (
                "struct A {} service S { void f() throws (1: A a) }",
                "1:47: error: \"a\" cannot be thrown: it is no exception"
            ),
            (
                "struct A { 1: required B b } struct B { 1: required A a }",
                "1:8: error: \"A\" needs a value of itself, which has no end: make it optional"
            ),
            ("struct A { 1: i32 a (swift.name = \"1\") }", "1:22: error: \"1\" is no name in Swift"),
            (
                "struct __ {}",
                "1:8: error: \"__\" is no name in Swift: give it one with (swift.name = …)"
            ),
            (
                "struct A { 1: FArguments a } struct FArguments {} service S { void f(1: FArguments a) }",
                "1:68: error: the type \"FArguments\" has the name of a struct for messages of this service: "
                    + "give it another name with (swift.name = …)"
            ),
        ]
    )
    func messages(text: String, message: String) {
        #expect(problem(text) == "a.thrift:\(message)")
    }

    @Test(
        "Names that are chosen, or made, are not those that something else needs",
        arguments: [
            (
                "struct A { 1: i32 a (swift.name = 'init') }",
                "1:22: error: \"init\" is a name that Swift keeps for itself"
            ),
            ("enum A { B (swift.name = 'Type') }", "1:13: error: \"Type\" is a name that Swift keeps for itself"),
            (
                "service S { void foo() void bar() (swift.name = 'Foo') }",
                "1:29: error: \"foo\" and \"bar\" are both \"FooArguments\" in Swift: "
                    + "give one of them another name with (swift.name = …)"
            ),
            (
                "service S { void foo() void bar() (swift.name = 'FooResult') }",
                "1:29: error: \"foo\" and \"bar\" are both \"FooResult\" in Swift: "
                    + "give one of them another name with (swift.name = …)"
            ),
            (
                "exception E {} service S { i32 f() throws (0: E e) }",
                "1:49: error: 0 is the id of what the method returns"
            ),
        ]
    )
    func needed(text: String, message: String) {
        #expect(problem(text) == "a.thrift:\(message)")
    }

    @Test("Files of one Swift module have no name twice, files of two may have")
    func modules() {
        #expect(
            problem(["a.thrift": "include 'b.thrift' struct A {}", "b.thrift": "struct A {}"])
                == "a.thrift:1:27: error: \"A\" in Swift is also made of \"A\" (b.thrift:1:8): give one of them another name "
                + "with (swift.name = …), or the files different Swift namespaces"
        )
        #expect(
            problem(["a.thrift": "include 'b.thrift' struct A {}", "b.thrift": "namespace swift B struct A {}"]) == nil
        )
        #expect(
            problem("service S {} struct SClient {}")?.contains("\"SClient\" in Swift is also made of \"S\"") == true
        )
        #expect(
            problem(["a.thrift": "include 'b.thrift' typedef b.A A", "b.thrift": "typedef i64 A"]) == nil,
            "A typedef that repeats a name needs none in Swift"
        )
    }

    @Test("Long rows of typedefs and services have bounds")
    func bounds() {
        let typedefs = (0..<70).map { "typedef T\($0 + 1) T\($0)" }.joined(separator: " ") + " typedef i32 T70"
        #expect(problem(typedefs)?.hasSuffix("there are more than 64 typedefs in a row") == true)
        let services =
            (0..<70).map { "service S\($0) extends S\($0 + 1) {}" }.joined(separator: " ") + " service S70 {}"
        #expect(problem(services)?.hasSuffix("there are more than 64 services in a row") == true)
        var limits = IDLLimits()
        limits.methodCount = 3
        let methods = "service S { void f() void g() } service T extends S {}"
        #expect(problem(methods, limits: limits)?.hasSuffix("more than 3 methods, inherited ones included") == true)
    }
}
