import MartletHTTP1
import Testing

@testable import MartletHTTP

@Suite("Router: methods")
struct RouterMethodTests {
    @Test("Each method has its route")
    func methods() throws {
        let names = [
            "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "PURGE", "get-all",
        ]
        let router = try makeRouter(names.map { "\($0) /a" })
        for name in names { #expect(router.outcome("\(name) /a") == .found("\(name) /a", [])) }
        #expect(
            router.outcome("LOCK /a")
                == .methodNotAllowed("CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PURGE, PUT, TRACE, get-all")
        )
    }

    @Test("The order of the cases is that of the slots")
    func slots() {
        #expect(HTTP1Method.allCases.map(\.slot) == Array(0...9))
        #expect(HTTP1Method.other.slot == HTTP1Method.standardCount)
    }

    @Test("HEAD is answered by GET unless the pattern has its own")
    func head() throws {
        let router = try makeRouter(["GET /a", "GET /b", "HEAD /b", "POST /c", "GET /d/e", "HEAD /d/{x}"])
        #expect(router.outcome("HEAD /a") == .found("GET /a", []))
        #expect(router.outcome("HEAD /b") == .found("HEAD /b", []))
        #expect(router.outcome("HEAD /c") == .methodNotAllowed("OPTIONS, POST"))
        // The more specific pattern has an answer already.
        #expect(router.outcome("HEAD /d/e") == .found("GET /d/e", []))
        #expect(router.outcome("GET /d/f") == .methodNotAllowed("HEAD, OPTIONS"))
    }

    @Test("OPTIONS is answered for each path that has a route")
    func options() throws {
        let router = try makeRouter(["GET /a", "POST /a", "OPTIONS /b", "PUT /b", "PUT /c/{id}"])
        #expect(router.outcome("OPTIONS /a") == .options("GET, HEAD, OPTIONS, POST"))
        #expect(router.outcome("OPTIONS /b") == .found("OPTIONS /b", []))
        #expect(router.outcome("OPTIONS /c/1") == .options("OPTIONS, PUT"))
        #expect(router.outcome("OPTIONS /d") == .notFound)
        #expect(router.outcome("OPTIONS /%zz") == .malformed)
    }

    @Test("OPTIONS * speaks of all routes")
    func asterisk() throws {
        let router = try makeRouter(["PUT /a", "PURGE /b", "POST /c"])
        #expect(router.outcome("OPTIONS *") == .options("OPTIONS, POST, PURGE, PUT"))
        #expect(try makeRouter(["GET /a"]).outcome("OPTIONS *") == .options("GET, HEAD, OPTIONS"))
        #expect(try makeRouter([]).outcome("OPTIONS *") == .options("OPTIONS"))
        #expect(router.outcome("GET *") == .malformed)
    }

    @Test("The wrong method is told which would be right, from all patterns that match")
    func notAllowed() throws {
        let router = try makeRouter(["GET /a/b", "POST /a/{x}", "PUT /a/{rest...}", "PURGE /{all...}", "DELETE /a/c"])
        #expect(router.outcome("GET /a/b") == .found("GET /a/b", []))
        #expect(router.outcome("POST /a/b") == .found("POST /a/{x}", ["b"]))
        #expect(router.outcome("PUT /a/b") == .found("PUT /a/{rest...}", ["b"]))
        #expect(router.outcome("PURGE /a/b") == .found("PURGE /{all...}", ["a/b"]))
        #expect(router.outcome("DELETE /a/b") == .methodNotAllowed("GET, HEAD, OPTIONS, POST, PURGE, PUT"))
        #expect(router.outcome("OPTIONS /a/b") == .options("GET, HEAD, OPTIONS, POST, PURGE, PUT"))
        #expect(router.outcome("GET /a/c") == .methodNotAllowed("DELETE, OPTIONS, POST, PURGE, PUT"))
        #expect(router.outcome("GET /z") == .methodNotAllowed("OPTIONS, PURGE"))
    }

    @Test("Methods are case-sensitive")
    func caseSensitive() throws {
        let router = try makeRouter(["GET /a", "Purge /a"])
        #expect(router.outcome("get /a") == .methodNotAllowed("GET, HEAD, OPTIONS, Purge"))
        #expect(router.outcome("PURGE /a") == .methodNotAllowed("GET, HEAD, OPTIONS, Purge"))
        #expect(router.outcome("Purge /a") == .found("Purge /a", []))
    }

    @Test("A table can have 64 methods")
    func manyMethods() throws {
        // GET, HEAD and OPTIONS always have a place.
        let names = (0..<61).map { "METHOD-\($0)" }
        let router = try makeRouter(names.map { "\($0) /a" })
        for name in names { #expect(router.outcome("\(name) /a") == .found("\(name) /a", [])) }
        let error = #expect(throws: RoutingError.self) { try makeRouter((names + ["M-1", "M-2"]).map { "\($0) /a" }) }
        #expect(
            error?.description
                == "M-1 /a (App/Routes.swift:62): this is one more than the 64 methods that a table can have"
        )
    }
}
