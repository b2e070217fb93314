import Testing

@testable import ThriftIDL

@Suite("The grammar of the IDL")
struct ParserTests {
    private func definition(_ text: String) throws -> DefinitionSyntax {
        let document = try parse(text)
        #expect(document.definitions.count == 1)
        return try #require(document.definitions.first)
    }

    private func fields(_ text: String) throws -> [FieldSyntax] {
        guard case .structure(_, let fields) = try definition("struct A { \(text) }").kind else { return [] }
        return fields
    }

    @Test("headers: includes, namespaces of all languages, includes of C++")
    func headers() throws {
        let document = try parse(
            """
            include "a/b.thrift"
            cpp_include '<vector>'
            namespace * all.of.them
            namespace java.swift com.example (note = "x")
            namespace swift Things
            include 'c.thrift'
            """
        )
        #expect(document.includes.map(\.path) == ["a/b.thrift", "c.thrift"])
        #expect(document.module?.text == "Things")
        #expect(document.definitions.isEmpty)
    }

    @Test("all base types, and byte for i8")
    func baseTypes() throws {
        let words = ["bool", "byte", "i8", "i16", "i32", "i64", "double", "string", "binary", "uuid"]
        let parsed = try fields(words.enumerated().map { "\($0 + 1): \($1) f\($0)" }.joined(separator: ", "))
        #expect(
            parsed.map(\.type.kind)
                == [.bool, .i8, .i8, .i16, .i32, .i64, .double, .string, .binary, .uuid].map { .base($0) }
        )
    }

    @Test("containers, with annotations and types of C++ in all places")
    func containers() throws {
        let parsed = try fields(
            """
            1: list<set<i32>> a; 2: map<string, list<B.c>> b
            3: list<i32 (a = "b")> (c = "d") c, 4: map cpp_type "m" <i32, i32> d
            5: set cpp_type "s" <i32> e 6: list<i32> cpp_type "l" f 7: list cpp_type "l" <i32> g
            """
        )
        #expect(parsed.map(\.name.text) == ["a", "b", "c", "d", "e", "f", "g"])
        guard case .map(let key, let value) = parsed[1].type.kind, case .list(let element) = value.kind else {
            Issue.record("no map of lists")
            return
        }
        #expect(key.kind == .base(.string))
        #expect(element.kind == .named("B.c"))
    }

    @Test("ids: written, counted down from -1, and on from a negative one")
    func ids() throws {
        #expect(try fields("i32 a 5: i32 b i32 c -7: i32 d i32 e 0: i32 f").map(\.id) == [-1, 5, -2, -7, -8, 0])
    }

    @Test("requiredness, references of C++, default values, words for XML, annotations, separators")
    func fieldParts() throws {
        let parsed = try fields(
            """
            1: required i32 a = 5, 2: optional A & b; 3: i32 c xsd_optional xsd_nillable xsd_attrs { 1: i32 d } (e)
            4: string f = "g" (h = "i", j.k = 'l'; m)
            """
        )
        #expect(parsed.map(\.requiredness) == [.required, .optional, .normal, .normal])
        #expect(parsed[0].defaultValue?.kind == .integer(5))
        #expect(parsed[2].annotations.values["e"]?.text == "1")
        #expect(parsed[3].annotations.values.mapValues(\.text) == ["h": "i", "j.k": "l", "m": "1"])
    }

    @Test("keywords may be names of fields, arguments, methods and values")
    func keywords() throws {
        #expect(
            try fields("1: string string 2: optional i32 optional 3: list<i32> list 4: i32 struct").map(\.name.text)
                == ["string", "optional", "list", "struct"]
        )
        #expect(throws: Never.self) {
            _ = try parse("enum E { list, const = 2 } service S { void throws(1: i32 void) }")
        }
    }

    @Test("enums count on from the value before")
    func enums() throws {
        guard case .enumeration(let values) = try definition("enum E { A, B = 5, C; D = -0x2 E (x) } (y)").kind else {
            Issue.record("no enum")
            return
        }
        #expect(values.map(\.number) == [0, 5, 6, -2, -1])
    }

    @Test("structs, unions and exceptions")
    func structures() throws {
        for (word, kind) in [("struct", StructureKind.structure), ("union", .union), ("exception", .exception)] {
            guard case .structure(let parsed, let fields) = try definition("\(word) A { 1: i32 a } (b = \"c\");").kind
            else {
                Issue.record("no \(word)")
                return
            }
            #expect(parsed == kind)
            #expect(fields.count == 1)
        }
        #expect(throws: Never.self) { _ = try definition("struct A xsd_all { 1: i32 a }") }
    }

    @Test("services")
    func services() throws {
        let text = """
            /** S. */
            service S extends b.T {
              /** F. */
              i32 f(1: i32 a, 2: string b) throws (1: X x; 2: Y y) (note = "z"),
              oneway void g()
              async void h(),
              void i() throws ();
            } (a)
            """
        let parsed = try definition(text)
        guard case .service(let parent, let functions) = parsed.kind else {
            Issue.record("no service")
            return
        }
        #expect(parsed.documentation == ["S."])
        #expect(parent?.text == "b.T")
        #expect(functions.map(\.name.text) == ["f", "g", "h", "i"])
        #expect(functions.map(\.isOneway) == [false, true, true, false])
        #expect(functions.map { $0.result?.kind } == [.base(.i32), nil, nil, nil])
        #expect(functions[0].arguments.map(\.name.text) == ["a", "b"])
        #expect(functions[0].exceptions.map(\.name.text) == ["x", "y"])
        #expect(functions[0].documentation == ["F."])
    }

    @Test("constants of all forms")
    func constants() throws {
        let text = "const map<string, list<i32>> C = {'a': [1 2, 3; 4], \"b\": [], 'c': d.e;} const i32 D = 1"
        let document = try parse(text)
        guard case .constant(_, let value) = document.definitions[0].kind, case .map(let entries) = value.kind else {
            Issue.record("no map")
            return
        }
        #expect(entries.map(\.key.kind) == [.string("a"), .string("b"), .string("c")])
        #expect(entries[2].value.kind == .reference("d.e"))
        guard case .list(let elements) = entries[0].value.kind else {
            Issue.record("no list")
            return
        }
        #expect(elements.map(\.kind) == [.integer(1), .integer(2), .integer(3), .integer(4)])
        #expect(document.definitions.count == 2)
    }
}
