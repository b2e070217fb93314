import HTTPTypes
import Martlet
import MartletHTTP
import Testing

@Suite("Routing of a server", .timeLimit(.minutes(1)))
struct ServerRoutingTests {
    private let text = Endpoint("text") { (text: String) in text }

    private var routes: HTTPRoutes {
        HTTPRoutes {
            Route(.get, "/thing", to: text) { _ in "a thing" }
            Route(.delete, "/thing", to: text) { _ in "gone" }
            HTTPRoutes("/v1") {
                HTTPRoutes("/users") {
                    Route(.get, "/{id}", to: text) { try $0.parameter("id") }
                }
                .before { _, context in context[NumberKey.self] = (context[NumberKey.self] ?? 0) + 1 }
                if true { Route(.get, "/on", to: text) { _ in "on" } }
                for name in ["a", "b"] { Route(.get, "/\(name)", to: text) { _ in name } }
            }
        }
    }

    @Test("404 for what is not there")
    func notFound() async throws {
        try await withServer(routes) { server in
            let response = try await server.send(request("GET", "/nothing"))
            #expect(response.status == 404)
            #expect(response.body == #"{"error":"nothing is at /nothing","code":"not_found"}"#)
            #expect(try await server.send(request("GET", "/thing/")).status == 404)
        }
    }

    @Test("405 with Allow, exactly once")
    func methodNotAllowed() async throws {
        try await withServer(routes) { server in
            for method in ["POST", "BREW"] {
                let response = try await server.send(request(method, "/thing"))
                #expect(response.status == 405)
                #expect(response.values("allow") == ["DELETE, GET, HEAD, OPTIONS"])
            }
        }
    }

    @Test("OPTIONS for a path and for the whole server")
    func options() async throws {
        try await withServer(routes) { server in
            let response = try await server.send(request("OPTIONS", "/v1/on"))
            #expect(response.status == 204)
            #expect(response.values("allow") == ["GET, HEAD, OPTIONS"])
            #expect(try await server.send(request("OPTIONS", "*")).values("allow") == ["DELETE, GET, HEAD, OPTIONS"])
        }
    }

    @Test("HEAD: the head of GET with its length, no body, and the next answer in its place")
    func head() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(
                    request("HEAD", "/thing") + request("HEAD", "/nothing") + request("GET", "/thing")
                )
                let head = try await client.response(toHEAD: true)
                #expect(head.status == 200 && head.values("content-length") == ["9"])
                #expect(head.values("content-type") == ["application/json; charset=utf-8"])
                #expect(try await client.response(toHEAD: true).status == 404)
                #expect(try await client.response().body == #""a thing""#)
            }
        }
    }

    @Test("tables nest, with conditions and loops")
    func nesting() async throws {
        try await withServer(routes) { server async throws in
            #expect(try await server.send(request("GET", "/v1/users/7")).body == #""7""#)
            #expect(try await server.send(request("GET", "/v1/on")).body == #""on""#)
            #expect(try await server.send(request("GET", "/v1/b")).body == #""b""#)
        }
    }

    @Test("targets in absolute form, with a path and without")
    func absoluteForm() async throws {
        let routes = HTTPRoutes { Route(.get, "/", to: text) { "\($0.authority ?? "-")" } }
        try await withServer(routes) { server async throws in
            #expect(try await server.send(request("GET", "http://else/")).body == #""else""#)
            #expect(try await server.send(request("GET", "http://else")).body == #""else""#)
            #expect(try await server.send(request("CONNECT", "else:80")).status == 405)
        }
    }

    @Test("a conflict is an error of the start and names both places")
    func conflict() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/a/{x}", to: text, fileID: "A/One.swift", line: 1) { _ in "" }
            HTTPRoutes("/a") { Route(.get, "/{y}", to: text, fileID: "B/Two.swift", line: 2) { _ in "" } }
        }
        let error = try #require(throws: RoutingError.self) { try routes.validate() }
        #expect(error.description.contains("A/One.swift:1") && error.description.contains("B/Two.swift:2"))
        await #expect(throws: RoutingError.self) { try await withServer(routes) { _ in } }
        try self.routes.validate()
    }
}
