import Testing

@testable import MartletHTTP

@Suite("Router: which pattern matches")
struct RouterMatchingTests {
    static let routes = [
        "GET /", "GET //", "GET /profiles", "GET /profiles/", "GET /profiles/{id}", "GET /profiles/me",
        "GET /profiles/{id}/addresses", "GET /profiles/{id}/addresses/{addressID}", "GET /profiles/me/photo",
        "GET /files/{path...}", "GET /files/special/{name}", "GET /files/special/{name}/raw",
        "GET /a-literal-that-is-longer-than-sixteen-bytes", "GET /a-literal-that-is-LONGER-than-sixteen-bytes",
        "GET /ab", "GET /abc", "GET /abcd", "GET /abcdefg", "GET /abcdefgh", "GET /abcdefghijklmnop",
        "GET /{a}/x/{b}/y", "GET /{a}/{b}/c/z", "GET /über uns",
    ]

    @Test(
        arguments: [
            ("/", "/", []),
            ("", "/", []),
            ("//", "//", []),
            ("///", nil, []),
            ("/profiles", "/profiles", []),
            ("/profiles/", "/profiles/", []),
            ("/Profiles", nil, []),
            ("/profiles//", nil, []),
            ("/profiles/17", "/profiles/{id}", ["17"]),
            ("/profiles/17/", nil, []),
            ("/profiles/me", "/profiles/me", []),
            ("/profiles/mee", "/profiles/{id}", ["mee"]),
            ("/profiles/m", "/profiles/{id}", ["m"]),
            ("/profiles/me/photo", "/profiles/me/photo", []),
            // "me" leads nowhere here, so the parameter is tried.
            ("/profiles/me/addresses", "/profiles/{id}/addresses", ["me"]),
            ("/profiles/17/addresses/3", "/profiles/{id}/addresses/{addressID}", ["17", "3"]),
            ("/profiles//addresses", nil, []),
            ("/files", nil, []),
            ("/files/", "/files/{path...}", [""]),
            ("/files/a", "/files/{path...}", ["a"]),
            ("/files/a//b/", "/files/{path...}", ["a//b/"]),
            ("/files/../../etc/passwd", "/files/{path...}", ["../../etc/passwd"]),
            ("/files/special", "/files/{path...}", ["special"]),
            ("/files/special/", "/files/{path...}", ["special/"]),
            ("/files/special/n", "/files/special/{name}", ["n"]),
            ("/files/special/n/raw", "/files/special/{name}/raw", ["n"]),
            ("/files/special/n/other", "/files/{path...}", ["special/n/other"]),
            ("/a-literal-that-is-longer-than-sixteen-bytes", "/a-literal-that-is-longer-than-sixteen-bytes", []),
            ("/a-literal-that-is-LONGER-than-sixteen-bytes", "/a-literal-that-is-LONGER-than-sixteen-bytes", []),
            ("/a-literal-that-is-lONGER-than-sixteen-bytes", nil, []),
            ("/ab", "/ab", []),
            ("/abc", "/abc", []),
            ("/abcd", "/abcd", []),
            ("/abcdefg", "/abcdefg", []),
            ("/abcdefgh", "/abcdefgh", []),
            ("/abcdefghijklmnop", "/abcdefghijklmnop", []),
            ("/acc", nil, []),
            ("/abcdefghijklmnoq", nil, []),
            ("/1/x/2/y", "/{a}/x/{b}/y", ["1", "2"]),
            ("/1/x/c/z", "/{a}/{b}/c/z", ["1", "x"]),
            ("/1/2/c/z", "/{a}/{b}/c/z", ["1", "2"]),
            ("/1/x/c/y", "/{a}/x/{b}/y", ["1", "c"]),
            ("/1/x/c/", nil, []),
            ("/profiles/x/c/z", "/{a}/{b}/c/z", ["profiles", "x"]),
            ("profiles", .some("malformed"), []),
            ("*", .some("malformed"), []),
        ] as [(String, String?, [String])]
    )
    func path(_ path: String, _ pattern: String?, _ captures: [String]) throws {
        let expected: RoutingOutcome =
            pattern == "malformed" ? .malformed : pattern.map { .found("GET " + $0, captures) } ?? .notFound
        #expect(try makeRouter(Self.routes).outcome("GET " + path) == expected)
    }

    @Test("The first segment that differs decides, and a literal goes before a parameter before a wildcard")
    func precedence() throws {
        // From the last to the first: each one that is added goes before those that were there.
        let routes = [
            "GET /{all...}", "GET /{x}/{rest...}", "GET /{x}/{y}", "GET /{x}/b", "GET /a/{rest...}", "GET /a/{y}",
            "GET /a/b",
        ]
        for count in routes.indices {
            guard case .found(let route, _) = try makeRouter(Array(routes[...count])).outcome("GET /a/b") else {
                Issue.record("no route for \(count)")
                continue
            }
            #expect(route == routes[count])
        }
    }

    @Test("Names of parameters may differ from route to route at the same place")
    func names() throws {
        let router = try makeRouter(["GET /users/{id}", "DELETE /users/{user}", "GET /users/{name}/posts/{post}"])
        #expect(router.outcome("GET /users/7") == .found("GET /users/{id}", ["7"]))
        #expect(router.outcome("DELETE /users/7") == .found("DELETE /users/{user}", ["7"]))
        #expect(router.outcome("GET /users/7/posts/1") == .found("GET /users/{name}/posts/{post}", ["7", "1"]))
    }

    @Test("A wildcard matches at the root, where the path may be empty")
    func rootWildcard() throws {
        let router = try makeRouter(["GET /{all...}"])
        #expect(router.outcome("GET ") == .found("GET /{all...}", [""]))
        #expect(router.outcome("GET /") == .found("GET /{all...}", [""]))
        #expect(router.outcome("GET /a/b") == .found("GET /{all...}", ["a/b"]))
    }

    @Test("Mounted routes answer under their prefixes")
    func prefixes() throws {
        let answer = RouteAnswer("users")
        let router = try Router([
            RouteEntry(method: "GET", prefixes: ["/v1", "/{tenant}"], pattern: "/users/{id}", value: answer),
            RouteEntry(method: "GET", pattern: try RoutePattern("/v2"), value: RouteAnswer("v2")),
        ])
        #expect(router.outcome("GET /v1/acme/users/7") == .found("users", ["acme", "7"]))
        #expect(router.outcome("GET /v2") == .found("v2", []))
        #expect(router.outcome("GET /users/7") == .notFound)
    }

    @Test("Values live as long as the router, and no longer")
    func lifetime() throws {
        weak var weakAnswer: RouteAnswer?
        var router: Router<RouteAnswer>?
        do {
            let answer = RouteAnswer("a")
            weakAnswer = answer
            router = try Router([RouteEntry(method: "GET", pattern: "/a", value: answer)])
        }
        #expect(weakAnswer != nil)
        #expect(router?.outcome("GET /a") == .found("a", []))
        router = nil
        #expect(weakAnswer == nil)
    }

    @Test("A table without routes finds nothing")
    func empty() throws {
        let router = try makeRouter([])
        #expect(router.outcome("GET /") == .notFound)
        #expect(router.outcome("OPTIONS /") == .notFound)
    }
}
