import Testing

@testable import MartletHTTP

/// Costs are counted in steps from node to node, never in time.
@Suite("Router: what a look-up costs")
struct RouterBoundTests {
    @Test("As many steps among 10 routes as among 10 000")
    func size() throws {
        func routes(_ services: Int) -> [String] {
            (0..<services).flatMap { index in
                [
                    "GET /s\(index)", "POST /s\(index)", "GET /s\(index)/items", "GET /s\(index)/items/{id}",
                    "GET /s\(index)/{x}/y/{z}",
                ]
            }
        }
        let small = try makeRouter(routes(2))
        let large = try makeRouter(routes(2000))
        for path in [
            "/s1", "/s1/items", "/s1/items/7", "/s1/items/y/7", "/s1/other", "/nothing", "/s1/items/7/8", "/%731/items",
        ] {
            #expect(small.outcome("GET " + path) == large.outcome("GET " + path))
            #expect(small.visits("GET " + path) == large.visits("GET " + path))
        }
        #expect(large.visits("GET /s1999/items/7") == 3)
        #expect(large.outcome("GET /s1999/items/7") == .found("GET /s1999/items/{id}", ["7"]))
        // And no step is a long one.
        #expect(large.table.index.longestSearch < 50)
    }

    @Test("Every sibling among 10 000 is found in one step")
    func siblings() throws {
        let router = try makeRouter((0..<10_000).map { "GET /resource-number-\($0)-with-the-same-ending" })
        for index in stride(from: 0, to: 10_000, by: 97) {
            let request = "GET /resource-number-\(index)-with-the-same-ending"
            #expect(router.outcome(request) == .found(request, []))
            #expect(router.visits(request) == 1)
        }
        #expect(router.outcome("GET /resource-number-10000-with-the-same-ending") == .notFound)
        #expect(router.table.index.longestSearch < 50)
    }

    @Test(
        "A long path is left as soon as no pattern can match",
        arguments: [
            String(repeating: "/", count: 8192), String(repeating: "/a", count: 4096),
            "/" + String(repeating: "a", count: 8191),
            String(repeating: "/%61", count: 2048), String(repeating: "/x/y", count: 2048),
            "/" + String(repeating: "%61", count: 2730),
        ]
    )
    func longPaths(_ path: String) throws {
        let router = try makeRouter(["GET /a/a/a", "GET /{x}/a/b", "GET /a/{x}/c", "GET ///x", "GET /{x}/{y}/{z}"])
        #expect(router.visits("GET " + path) <= 3 * router.table.nodes.count)
        #expect(router.outcome("GET " + path) == .notFound)
    }

    @Test("8 KiB of percent signs are refused before a step is made")
    func percentSigns() throws {
        let router = try makeRouter(["GET /{all...}"])
        let path = "/" + String(repeating: "%", count: 8191)
        #expect(router.visits("GET " + path) == 0)
        #expect(router.outcome("GET " + path) == .malformed)
    }

    @Test("Where both choices go on at every segment, no node is visited more than three times")
    func alternation() throws {
        // All 1024 patterns of ten segments that are "a" or a parameter: the worst table there is for the path /a/a/a...
        let depth = 10
        let routes = (0..<1 << depth).map { bits in
            "GET " + (0..<depth).map { bits >> $0 & 1 == 0 ? "/a" : "/{p\($0)}" }.joined() + "/end"
        }
        let router = try makeRouter(routes)
        let hostile = String(repeating: "/a", count: depth) + "/x"
        #expect(router.outcome("GET " + hostile) == .notFound)
        // The tree has that many nodes: 2 + 4 + ... + 1024, the ends and the root.
        #expect(router.table.nodes.count == (2 << depth) - 1 + (1 << depth))
        #expect(router.visits("GET " + hostile) <= 3 * router.table.nodes.count)
        // The same, however much longer the path is.
        let longer = String(repeating: "/a", count: 4096)
        #expect(router.visits("GET " + longer) <= 3 * router.table.nodes.count)
    }

    @Test("Few routes that turn back at every segment cost few steps, however long the path is")
    func turningBack() throws {
        // /a/b, /{p0}/a/b, /{p0}/{p1}/a/b, ...: each literal is a trap.
        let routes = (0..<20).map { count in "GET " + (0..<count).map { "/{p\($0)}" }.joined() + "/a/b" }
        let router = try makeRouter(routes)
        #expect(router.table.nodes.count == 60)
        for length in [10, 19, 20, 21, 100, 4096] {
            #expect(router.visits("GET " + String(repeating: "/a", count: length)) <= 3 * 60)
        }
        let last = String(repeating: "/a", count: 20) + "/b"
        #expect(router.outcome("GET " + last) == .found(routes[19], Array(repeating: "a", count: 19)))
    }

    @Test("A pattern with thousands of segments needs no stack")
    func deepPattern() throws {
        let pattern = (0..<4000).map { $0 % 2 == 0 ? "/a" : "/{p\($0)}" }.joined()
        let router = try makeRouter(["GET " + pattern + "/end"])
        let path = String(repeating: "/a", count: 4000)
        #expect(
            router.outcome("GET " + path + "/end")
                == .found("GET " + pattern + "/end", Array(repeating: "a", count: 2000))
        )
        #expect(router.outcome("GET " + path + "/no") == .notFound)
    }

    @Test("A path that is longer than any head is none")
    func tooLong() throws {
        let router = try makeRouter(["GET /{all...}"])
        #expect(router.outcome("GET", Array(repeating: 0x2F, count: 65_536)) == .malformed)
        let longest = String(repeating: "/", count: 65_535)
        #expect(router.outcome("GET " + longest) == .found("GET /{all...}", [String(longest.dropFirst())]))
    }
}
