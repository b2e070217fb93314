import Testing

@testable import ThriftIDL

@Suite("Files that include each other")
struct LoaderTests {
    @Test("An include is looked for beside the file, then in the search paths")
    func searching() throws {
        let program = try compile([
            "dir/a.thrift":
                "include 'b.thrift' include '../c.thrift' include 'd.thrift' struct A { 1: b.B b; 2: c.C c; 3: d.D d }",
            "dir/b.thrift": "struct B {}", "c.thrift": "struct C {}", "search/d.thrift": "struct D {}",
            "search/b.thrift": "struct Other {}",
        ])
        #expect(program.files.map(\.path) == ["dir/b.thrift", "c.thrift", "search/d.thrift", "dir/a.thrift"])
        #expect(program.roots == [3])
    }

    @Test("A file that is included twice is read once")
    func diamond() throws {
        let program = try compile([
            "a.thrift": "include 'b.thrift' include './c.thrift'", "b.thrift": "include 'c.thrift'", "c.thrift": "",
        ])
        #expect(program.files.count == 3)
        var loader = ProgramLoader { _ in [] }
        #expect(try loader.load(["a.thrift", "b.thrift", "./a.thrift"]).roots == [0, 1])
    }

    @Test("A file that includes itself is refused, with the circle")
    func circles() {
        #expect(
            problem(["a.thrift": "include 'b.thrift'", "b.thrift": "\ninclude 'x/../a.thrift'"])
                == "b.thrift:2:9: error: files include each other: a.thrift includes b.thrift includes a.thrift"
        )
        #expect(
            problem(["a.thrift": "include 'a.thrift'"])
                == "a.thrift:1:9: error: files include each other: a.thrift includes a.thrift"
        )
    }

    @Test("A file that is not there is named with the places")
    func missing() {
        #expect(
            problem(["a.thrift": "include 'b.thrift'"])
                == "a.thrift:1:9: error: there is no file \"b.thrift\" beside this one, nor in search"
        )
        var loader = ProgramLoader { _ in nil }
        #expect(throws: IDLError("there is no file x.thrift", at: nil)) { try loader.load(["x.thrift"]) }
    }

    @Test("Two included files of one name are refused: their definitions could not be told apart")
    func sameName() {
        #expect(
            problem(["a.thrift": "include 'x/b.thrift' include 'y/b.thrift'", "x/b.thrift": "", "y/b.thrift": ""])
                == "a.thrift:1:30: error: two of the included files are called \"b\""
        )
    }

    @Test("An error in an included file names that file")
    func errors() {
        #expect(problem(["a.thrift": "include 'b.thrift'", "b.thrift": "struct"])?.hasPrefix("b.thrift:1:7: ") == true)
    }

    @Test("Depth, number and size of the files have bounds")
    func bounds() {
        var limits = IDLLimits()
        limits.includeDepth = 2
        let files: KeyValuePairs = [
            "a.thrift": "include 'b.thrift'", "b.thrift": "include 'c.thrift'", "c.thrift": "struct C {}",
        ]
        #expect(
            problem(files, limits: limits)
                == "b.thrift:1:9: error: there are more than 2 includes inside one another"
        )
        limits = IDLLimits()
        limits.fileCount = 2
        #expect(problem(files, limits: limits) == "b.thrift:1:9: error: there are more than 2 files")
        limits = IDLLimits()
        limits.byteCount = 40
        #expect(problem(files, limits: limits) == "b.thrift:1:9: error: the files have more than 40 bytes")
        #expect(problem(files) == nil)
    }
}
