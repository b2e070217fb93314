import Testing

@testable import MartletHTTP

@Suite("Router: percent-encoding")
struct RouterEscapeTests {
    static let routes = [
        "GET /users", "GET /users/{id}", "GET /users/me", "GET /über uns", "GET /a/b", "GET /x/{rest...}",
        "GET /日本/{city}", "GET /a-literal-of-more-than-sixteen-bytes", "GET /\u{E9}", "GET /{only}",
    ]

    @Test(
        arguments: [
            ("/%75sers", "/users", []),
            ("/%75%73%65%72%73", "/users", []),
            ("/users/%6d%65", "/users/me", []),
            ("/users/%6D%65", "/users/me", []),
            ("/users/a%20b", "/users/{id}", ["a%20b"]),
            // An escaped slash is inside its segment.
            ("/users/a%2Fb", "/users/{id}", ["a%2Fb"]),
            ("/a%2Fb", "/{only}", ["a%2Fb"]),
            ("/users%2f17", "/{only}", ["users%2f17"]),
            ("/%C3%BCber%20uns", "/über uns", []),
            ("/\u{FC}ber%20uns", "/über uns", []),
            ("/%E6%97%A5%E6%9C%AC/t%C5%8Dky%C5%8D", "/日本/{city}", ["t%C5%8Dky%C5%8D"]),
            ("/%61-literal-of-more-than-sixteen-bytes", "/a-literal-of-more-than-sixteen-bytes", []),
            ("/a-literal-of-more-than-sixteen-byte%73", "/a-literal-of-more-than-sixteen-bytes", []),
            ("/a-literal-of-more-than-sixteen-byte%73s", "/{only}", ["a-literal-of-more-than-sixteen-byte%73s"]),
            ("/x/%41/%2e%2e/", "/x/{rest...}", ["%41/%2e%2e/"]),
            ("/%C3%A9", "/\u{E9}", []),
            // No normalisation.
            ("/e%CC%81", "/{only}", ["e%CC%81"]),
            // Not decoded twice.
            ("/%2575sers", "/{only}", ["%2575sers"]),
            ("/+", "/{only}", ["+"]),
            // Bytes that aren't UTF-8, and a zero, equal no literal.
            ("/users/%FF", "/users/{id}", ["%FF"]),
            ("/users%00", "/{only}", ["users%00"]),
        ] as [(String, String, [String])]
    )
    func valid(_ path: String, _ pattern: String, _ captures: [String]) throws {
        #expect(try makeRouter(Self.routes).outcome("GET " + path) == .found("GET " + pattern, captures))
    }

    @Test(
        "An invalid escape makes a path malformed wherever it is",
        arguments: [
            "/%", "/%4", "/%zz", "/%4g", "/%g4", "/%%41", "/users/%", "/users/%4", "/users/%4/x", "/users/%/41",
            "/x/a/b/%zz", "/no/route/here/%zz", "/%41%4", "/%2", "/%+1", "/%-1",
        ]
    )
    func invalid(_ path: String) throws {
        #expect(try makeRouter(Self.routes).outcome("GET " + path) == .malformed)
        #expect(try makeRouter([]).outcome("GET " + path) == .malformed)
    }

    @Test("Raw bytes that are not UTF-8 equal no literal and are captured")
    func rawBytes() throws {
        let router = try makeRouter(["GET /a", "GET /{x}"])
        guard case .found("GET /{x}", _) = router.outcome("GET", [0x2F, 0xFF, 0x61]) else {
            Issue.record("not captured")
            return
        }
        #expect(try makeRouter(["GET /a"]).outcome("GET", [0x2F, 0xFF, 0x61]) == .notFound)
    }
}
