import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

/// Says everything about its own answer.
private struct Telling: Codable, Sendable, HTTPStatusProviding, HTTPFieldsProviding {
    var foo = "bar"
    var code = 402

    var httpStatus: HTTPResponse.Status { .init(code: code) }
    var httpFields: HTTPFields {
        var fields = HTTPFields()
        fields[.xEdward] = "Snowden"
        fields.append(HTTPField(name: .vary, value: "Origin"))
        fields.append(HTTPField(name: .vary, value: "User-Agent"))
        return fields
    }

    enum CodingKeys: CodingKey { case foo }
}

private struct Failing: Encodable, FailableResponse {
    var v = ""
    var failure: (any Error)?

    enum CodingKeys: CodingKey { case v }
}

@Suite("Responses that say something about themselves", .timeLimit(.minutes(1)))
struct ResponseTraitTests {
    private func routes<Response: Encodable & Sendable>(_ response: Response) -> HTTPRoutes {
        HTTPRoutes { Route(.get, "/", to: Endpoint("telling") { (_: Empty) in response }) }
    }

    @Test("a response with status 402, X-Edward and two values of Vary")
    func statusAndFields() async throws {
        try await withServer(routes(Telling())) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 402)
            #expect(response.values("x-edward") == ["Snowden"])
            #expect(response.values("vary") == ["Origin", "User-Agent"])
            #expect(response.values("content-type") == ["application/json; charset=utf-8"])
            #expect(response.body == #"{"foo":"bar"}"#)
        }
    }

    @Test("204 has no body, no length and no type, and the connection goes on")
    func noContent() async throws {
        try await withServer(routes(Telling(code: 204))) { server in
            try await server.withConnection { client in
                for _ in 0..<2 {
                    try await client.send(request("GET", "/"))
                    let head = try await client.text(through: "\r\n\r\n")
                    #expect(head.hasPrefix("HTTP/1.1 204 No Content\r\n"))
                    #expect(head.contains("X-Edward: Snowden\r\n"))
                    #expect(!head.lowercased().contains("content-"))
                    #expect(!head.lowercased().contains("transfer-encoding"))
                }
                #expect(try await client.availableByteCount() == 0)
            }
        }
    }

    @Test("304 and 205 send no body either", arguments: [304, 205])
    func otherEmptyStatuses(code: Int) async throws {
        try await withServer(routes(Telling(code: code))) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/") + request("GET", "/"))
                let both = try await client.text(through: "\r\n\r\n") + client.text(through: "\r\n\r\n")
                #expect(both.components(of: "HTTP/1.1 \(code) ") == 2)
                #expect(!both.contains("bar"))
            }
        }
    }

    @Test("a business error in a response is answered as if it had been thrown; the after-hooks have run")
    func failable() async throws {
        let log = Recorder<String>()
        struct Handler: ErrorHandler {
            let log: Recorder<String>
            func handle(_ error: any Error, endpoint: String, context: RequestContext) {
                log.record("handler \(error)")
            }
        }
        let table = routes(Failing(failure: Status(.invalidArgument, "empty string")))
            .after { _, _ in log.record("after") }
            .errorHandler(Handler(log: log))
        try await withServer(table) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 400)
            #expect(response.body == #"{"error":"empty string","code":"invalid_argument"}"#)
        }
        #expect(log.elements == ["after", "handler invalid_argument: empty string"])
        try await withServer(routes(Failing(v: "HELLO"))) { server async throws in
            #expect(try await server.send(request("GET", "/")).body == #"{"v":"HELLO"}"#)
        }
    }

    @Test("an optional response that is nil is null with status 200")
    func null() async throws {
        try await withServer(routes(Int?.none)) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 200)
            #expect(response.body == "null")
        }
    }

    @Test("fields that the server writes itself, and those that cannot be sent, are left out; contentType wins")
    func reservedFields() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.contentType = .text
                for (name, value) in [
                    ("Content-Type", "text/html"), ("Content-Length", "9999"), ("Transfer-Encoding", "chunked"),
                    ("Date", "yesterday"), ("Connection", "close"), ("X-Foo", "kept"),
                ] {
                    guard let name = HTTPField.Name(name) else { continue }
                    response.fields.append(HTTPField(name: name, value: value))
                }
                response.body.writeString("ok")
            }
        }
        try await withServer(routes) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.body == "ok")
            #expect(response.values("content-type") == ["text/plain; charset=utf-8"])
            #expect(response.values("content-length") == ["2"])
            #expect(response.values("transfer-encoding") == [])
            #expect(response.values("connection") == [])
            #expect(response.values("x-foo") == ["kept"])
            let date = try #require(response["date"])
            #expect(response.values("date").count == 1 && date.hasSuffix(" GMT") && date.utf8.count == 29)
        }
    }
}

extension String {
    /// How many times a text occurs.
    func components(of part: String) -> Int { ranges(of: part).count }
}
