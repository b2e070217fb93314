import HTTPTypes
import Martlet
import MartletHTTP
import MartletJSON
import NIOCore
import Testing

private struct Order: Codable, Sendable {
    struct Item: Codable, Sendable {
        var id: Int
    }

    var items: [Item]
}

/// Tells how it was read and written.
private struct Marked: Codable, Sendable, JSONReadable, JSONWritable {
    var text: String

    init(from reader: inout JSONReader) throws {
        text = "read by itself: \(try reader.object().read("text") as String)"
    }

    func write(to writer: inout JSONWriter) throws {
        try writer.writeObject { $0.write("written by itself", text) }
    }
}

/// Reads numbers in plain text, with errors of its own.
private struct NumberCodec: HTTPBodyCodec {
    struct NotANumber: Error {}

    var mediaType: MediaType { .text }

    func reads(_ contentType: String?) -> Bool { contentType == "text/plain" }

    func decode<Value: Decodable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        guard let value = Int(String(decoding: body, as: UTF8.self)) as? Value else { throw NotANumber() }
        return value
    }

    func encode<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws {
        body.writeString("\(value)")
    }
}

@Suite("Requests of a server", .timeLimit(.minutes(1)))
struct RequestDecodingTests {
    private let orders = HTTPRoutes {
        Route(.post, "/orders", to: Endpoint("count") { (order: Order) in order.items.count })
    }

    private func text(_ response: RawResponse) -> String { "\(response.status) \(response.body)" }

    @Test("what is wrong in a body is said with its path")
    func wrongBodies() async throws {
        try await withServer(orders) { server in
            func send(_ body: String) async throws -> RawResponse {
                try await server.send(request("POST", "/orders", body: body))
            }
            #expect(try await send(#"{"items":[{"id":1},{"id":2}]}"#).body == "2")
            for (body, part) in [
                (#"{"items":[{"id":1},{"id":"2"}]}"#, "items[1].id"), (#"{"items":[{}]}"#, "items[0]"),
                ("{}", "items"), (#"{"items":["#, "byte"), ("", ""),
            ] {
                let response = try await send(body)
                #expect(response.status == 400)
                #expect(response.body.contains(#""code":"invalid_argument""#))
                #expect(response.body.contains(part), "\(response.body)")
            }
        }
    }

    @Test("types that read and write themselves do so wherever a route has them")
    func direct() async throws {
        let echo = Endpoint("echo") { (marked: Marked) in marked }
        let routes = HTTPRoutes {
            Route(.post, "/", to: echo)
            Route(.post, "/decoded", to: echo) { try $0.decodeBody() }
            Route(.post, "/encoded", to: echo, encode: { $1.body.writeString($0.text) })
        }
        try await withServer(routes) { server in
            let body = #"{"text":"a"}"#
            for path in ["/", "/decoded"] {
                let response = try await server.send(request("POST", path, body: body))
                #expect(response.body == #"{"written by itself":"read by itself: a"}"#)
            }
            #expect(try await server.send(request("POST", "/encoded", body: body)).body == "read by itself: a")
            let wrong = try await server.send(request("POST", "/", body: "{}"))
            #expect(wrong.status == 400 && wrong.body.contains("text"))
        }
    }

    @Test("only JSON is taken for JSON: 415 for the rest, and for nothing but a body of another type")
    func contentTypes() async throws {
        try await withServer(orders) { server async throws in
            func status(_ type: String) async throws -> Int {
                try await server.send(request("POST", "/orders", ["Content-Type: \(type)"], body: #"{"items":[]}"#))
                    .status
            }
            for type in [
                "application/json", "application/json; charset=utf-8", "Application/JSON;charset=utf-8",
                "application/vnd.api+json", "application/json ; charset=utf-8",
            ] {
                #expect(try await status(type) == 200, "\(type)")
            }
            for type in [
                "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", "multipart/form-data",
            ] {
                #expect(try await status(type) == 415, "\(type)")
            }
        }
        let lenient = orders.codec(JSONBodyCodec(readsAnyContentType: true))
        try await withServer(lenient) { server async throws in
            let form = request(
                "POST",
                "/orders",
                ["Content-Type: application/x-www-form-urlencoded"],
                body: #"{"items":[]}"#
            )
            #expect(try await server.send(form).body == "0")
        }
    }

    @Test("a codec of one's own: its type, its error as 400 without its text")
    func customCodec() async throws {
        let routes = HTTPRoutes { Route(.post, "/", to: Endpoint("double") { (number: Int) in number * 2 }) }
            .codec(NumberCodec())
        try await withServer(routes) { server in
            func send(_ body: String, _ type: String = "text/plain") async throws -> RawResponse {
                try await server.send(request("POST", "/", ["Content-Type: \(type)"], body: body))
            }
            let response = try await send("21")
            #expect(response.body == "42")
            #expect(response.values("content-type") == ["text/plain; charset=utf-8"])
            let wrong = try await text(send("x"))
            #expect(wrong == #"400 {"error":"the body cannot be read","code":"invalid_argument"}"#)
            #expect(try await send("21", "application/json").status == 415)
        }
    }

    @Test("an Empty request needs no body and does not mind one")
    func emptyRequests() async throws {
        let routes = HTTPRoutes { Route(.post, "/", to: Endpoint<Empty, Empty>.nop()) }
        try await withServer(routes) { server async throws in
            #expect(try await server.send(request("POST", "/")).body == "{}")
            #expect(try await server.send(request("POST", "/", ["Content-Type: text/plain"], body: "x")).body == "{}")
        }
    }

    @Test("parameters and query values, percent-encoded and typed")
    func parameters() async throws {
        let echo = Endpoint("text") { (text: String) in text }
        let routes = HTTPRoutes {
            Route(.get, "/users/{name}/orders/{id}", to: echo) { request in
                let id = try request.parameter("id", as: Int.self)
                let limit: Int = try request.queryValue("limit") ?? 10
                return try "\(request.parameter("name")) \(id) \(limit) \(request.query["q"] ?? "-")"
            }
            Route(.get, "/files/{path...}", to: echo) { try $0.parameter("path") }
            Route(.get, "/none", to: echo) { try $0.parameter("missing") }
        }
        try await withServer(routes) { server in
            func get(_ target: String) async throws -> RawResponse { try await server.send(request("GET", target)) }
            #expect(try await get("/users/J%C3%B6rg%2FX/orders/7").body == #""Jörg/X 7 10 -""#)
            #expect(try await get("/users/a/orders/-1?limit=3&q=a+b%26c").body == #""a -1 3 a b&c""#)
            #expect(try await get("/files/a/b%20c").body == #""a/b c""#)
            let wrongID = try await text(get("/users/a/orders/x"))
            #expect(wrongID == #"400 {"error":"id: \"x\" is not a valid Int","code":"invalid_argument"}"#)
            let wrongLimit = try await text(get("/users/a/orders/1?limit=many"))
            #expect(wrongLimit == #"400 {"error":"limit: \"many\" is not a valid Int","code":"invalid_argument"}"#)
            #expect(try await get("/users/%FF/orders/1").status == 400)
            #expect(try await get("/users/%zz/orders/1").status == 400)
            #expect(try await get("/none").status == 500)
        }
    }

    @Test("a decoder sees the request itself")
    func wholeRequest() async throws {
        let text = Endpoint("text") { (text: String) in text }
        let routes = HTTPRoutes {
            Route(.put, "/thing", to: text) { request in
                let body = request.withBody { String(decoding: $0, as: UTF8.self) }
                return "\(request.method) \(request.target) \(request.path) \(request.authority ?? "-") "
                    + "\(request[.accept] ?? "-") \(request.fields.count) \(request.bodyByteCount) \(body) \(request.bodyText)"
            }
        }
        try await withServer(routes) { server in
            let response = try await server.send(
                request("PUT", "/thing?x", ["Accept: a", "Accept: b", "Content-Type: text/plain"], body: "body")
            )
            #expect(response.body == #""PUT /thing?x /thing test a, b 5 4 body body""#)
        }
    }
}
