import Testing

@testable import MartletHTTP

@Suite("Route patterns")
struct RoutePatternTests {
    @Test(
        "are split into segments",
        arguments: [
            ("/", [.literal("")]),
            ("//", [.literal(""), .literal("")]),
            ("/profiles", [.literal("profiles")]),
            ("/profiles/", [.literal("profiles"), .literal("")]),
            (
                "/profiles/{id}/addresses/{addressID}",
                [.literal("profiles"), .parameter("id"), .literal("addresses"), .parameter("addressID")]
            ),
            ("/files/{path...}", [.literal("files"), .wildcard("path")]),
            ("/{a-b_1}", [.parameter("a-b_1")]),
            ("/über uns/日本", [.literal("über uns"), .literal("日本")]),
            ("/*/a:b@c;d=e", [.literal("*"), .literal("a:b@c;d=e")]),
            ("/.../.well-known", [.literal("..."), .literal(".well-known")]),
            // The slash and the combining mark are one character.
            ("/a/\u{301}b", [.literal("a"), .literal("\u{301}b")]),
        ] as [(String, [RoutePattern.Segment])]
    )
    func segments(_ text: String, _ segments: [RoutePattern.Segment]) throws {
        let pattern = try RoutePattern(text)
        #expect(pattern.segments == segments)
        #expect(pattern.text == text)
    }

    @Test("name their parameters in order")
    func names() throws {
        #expect(try RoutePattern("/a/{z}/b/{y}/{x...}").parameterNames == ["z", "y", "x"])
    }

    @Test(
        "that make no sense are explained",
        arguments: [
            ("", "does not start with \"/\""),
            ("users", "does not start with \"/\""),
            ("{id}", "does not start with \"/\""),
            ("/users/{id", "is not closed"),
            ("/users/id}", "a \"}\" without a \"{\""),
            ("/users/{{id}}", "nested"),
            ("/users/{a/b}", "is not closed"),
            ("/users/{id}x", "whole segment"),
            ("/users/x{id}", "whole segment"),
            ("/users/{a}{b}", "whole segment"),
            ("/users/{}", "has no name"),
            ("/users/{...}", "has no name"),
            ("/users/{user id}", "ASCII letters"),
            ("/users/{größe}", "ASCII letters"),
            ("/users/{a..}", "ASCII letters"),
            ("/users/{a}/{a}", "\"a\" is used twice"),
            ("/users/{a}/{a...}", "\"a\" is used twice"),
            ("/users/{a...}/b", "must be the last segment"),
            ("/users/{a...}/", "must be the last segment"),
            ("/users?x=1", "a path ends before \"?\""),
            ("/users#top", "a path ends before \"#\""),
            ("/us%65rs", "without percent-encoding"),
            ("/a\nb", "control character"),
            ("/a\u{85}b", "control character"),
            ("/a/../b", "never send it"),
            ("/.", "never send it"),
        ]
    )
    func errors(_ text: String, _ reason: String) {
        let error = #expect(throws: RoutePatternError.self) { try RoutePattern(text) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
        #expect(error?.pattern == text)
    }

    @Test(
        "are joined with the prefixes they are mounted under",
        arguments: [
            (["/v1", "/users"], "/v1/users"),
            (["/v1/", "/users"], "/v1/users"),
            (["/", "/users"], "/users"),
            (["/v1", "/"], "/v1/"),
            (["/v1", ""], "/v1"),
            (["", "/users"], "/users"),
            (["/v1", "/{tenant}", "/users/{id}"], "/v1/{tenant}/users/{id}"),
            (["/v1", "//users"], "/v1//users"),
            (["/v1", "/{rest...}"], "/v1/{rest...}"),
        ]
    )
    func joining(_ parts: [String], _ text: String) throws {
        #expect(try RoutePattern(joining: parts).text == text)
    }

    @Test(
        "are not joined to nonsense",
        arguments: [
            ([""], "does not start"),
            (["/v1", "users"], "does not start"),
            (["v1", "/users"], "does not start"),
            (["/{rest...}", "/users"], "must be the last"),
            (["/{id}", "/users/{id}"], "used twice"),
            (["/{a", "/b}"], "is not closed"),
        ]
    )
    func joiningErrors(_ parts: [String], _ reason: String) {
        let error = #expect(throws: RoutePatternError.self) { try RoutePattern(joining: parts) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }
}
