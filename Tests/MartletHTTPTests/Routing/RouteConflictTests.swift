import Testing

@testable import MartletHTTP

@Suite("Router: errors in a table")
struct RouteConflictTests {
    @Test("A conflict names both routes and where they are")
    func description() throws {
        let error = #expect(throws: RoutingError.self) { try makeRouter(["GET /users/{id}", "GET /users/{name}"]) }
        #expect(
            error?.description
                == "GET /users/{id} (App/Routes.swift:1) conflicts with GET /users/{name} (App/Routes.swift:2)"
        )
        #expect(error?.conflicts.count == 1)
    }

    @Test("All problems of a table are reported, in order")
    func all() throws {
        let routes = [
            "GET /a", "GET /{x}/b", "GET /a", "POST /a", "GET /{y}/b", "GET /a", "GET /c/{r...}", "GET /c/{s...}",
            "GET /d/{", "get /e", "NO(SUCH) /e", "GET e",
        ]
        let error = #expect(throws: RoutingError.self) { try makeRouter(routes) }
        #expect(
            error?.description == """
                GET /a (App/Routes.swift:1) conflicts with GET /a (App/Routes.swift:3)
                GET /{x}/b (App/Routes.swift:2) conflicts with GET /{y}/b (App/Routes.swift:5)
                GET /a (App/Routes.swift:1) conflicts with GET /a (App/Routes.swift:6)
                GET /c/{r...} (App/Routes.swift:7) conflicts with GET /c/{s...} (App/Routes.swift:8)
                GET /d/{ (App/Routes.swift:9): invalid route pattern "/d/{": the "{" in "{" is not closed
                get /e (App/Routes.swift:10): methods are case-sensitive: write GET
                NO(SUCH) /e (App/Routes.swift:11): the method is not a token of letters, digits and !#$%&'*+-.^_`|~
                GET e (App/Routes.swift:12): invalid route pattern "e": it does not start with "/"
                """
        )
        #expect(error?.conflicts.count == 4)
    }

    @Test(
        "Patterns that merely overlap do not conflict",
        arguments: [
            ["GET /a", "POST /a"],
            ["GET /a", "GET /a/"],
            ["GET /a/{x}", "GET /a/b"],
            ["GET /a/{x}", "GET /a/{x...}"],
            ["GET /{x}/b", "GET /a/{y}"],
            ["GET /a", "HEAD /a", "OPTIONS /a"],
            // Composed and decomposed: canonically equivalent, but different bytes on the wire.
            ["GET /\u{E9}", "GET /e\u{301}"],
        ]
    )
    func overlap(_ routes: [String]) throws {
        _ = try makeRouter(routes)
    }

    @Test("Prefixes count")
    func prefixes() throws {
        let answer = RouteAnswer("a")
        let error = #expect(throws: RoutingError.self) {
            try Router([
                RouteEntry(method: "GET", prefixes: ["/v1"], pattern: "/a", value: answer, fileID: "A.swift", line: 1),
                RouteEntry(method: "GET", pattern: "/v1/a", value: answer, fileID: "B.swift", line: 2),
                RouteEntry(method: "GET", pattern: "/a", value: answer, fileID: "B.swift", line: 3),
            ])
        }
        #expect(error?.description == "GET /v1/a (A.swift:1) conflicts with GET /v1/a (B.swift:2)")
    }

    @Test("An entry says where it was written")
    func place() {
        let entry = RouteEntry(method: "GET", pattern: "/a", value: RouteAnswer("a"))
        #expect(entry.declaration.fileID.hasSuffix("RouteConflictTests.swift"))
        #expect(entry.declaration.line == #line - 2)
    }
}
