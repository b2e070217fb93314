import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Encoding of requests")
struct EncodingTests {
    let transport = StubTransport()

    var http: HTTPCaller { HTTPCaller(transport) }

    @Test("Go kit's bodies of EncodeJSONRequest, without its line feed")
    func jsonBodies() async throws {
        struct Foo: Codable { var foo: String }
        #expect(try await body(Int?.none) == "null")
        #expect(try await body(12) == "12")
        #expect(try await body(1.2) == "1.2")
        #expect(try await body(true) == "true")
        #expect(try await body("test") == #""test""#)
        #expect(try await body(Foo(foo: "foo")) == #"{"foo":"foo"}"#)
        #expect(transport.requests.allSatisfy { $0.contentType == .json })
    }

    private func body<Value: Encodable & Sendable>(_ value: Value) async throws -> String? {
        let endpoint: Endpoint<Value, Empty> = http.endpoint("json", .post, "/")
        _ = try await endpoint(value)
        return transport.requests.last.map { String(buffer: $0.body) }
    }

    @Test("fields that the request brings along are added, several of a name too")
    func fieldsOfRequest() async throws {
        struct Enhanced: Encodable, HTTPFieldsProviding, Sendable {
            var foo = "foo"
            var httpFields: HTTPFields {
                var fields = HTTPFields()
                fields.append(HTTPField(name: .xEdward, value: "Snowden"))
                fields.append(HTTPField(name: .vary, value: "Origin"))
                fields.append(HTTPField(name: .vary, value: "User-Agent"))
                return fields
            }
            enum CodingKeys: CodingKey { case foo }
        }
        let endpoint: Endpoint<Enhanced, Empty> = http.endpoint("enhanced", .post, "/")
        _ = try await endpoint(Enhanced())
        let request = try #require(transport.requests.first)
        #expect(request.fields[.xEdward] == "Snowden")
        #expect(request.fields[values: .vary] == ["Origin", "User-Agent"])
        #expect(String(buffer: request.body) == #"{"foo":"foo"}"#)
    }

    @Test("nothing needs no body where a body means nothing", arguments: [HTTPRequest.Method.get, .head, .delete])
    func emptyWithoutBody(method: HTTPRequest.Method) async throws {
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("empty", method, "/")
        _ = try await endpoint(Empty())
        let request = try #require(transport.requests.first)
        #expect(request.body.readableBytes == 0 && request.contentType == nil)
    }

    @Test("nothing is an empty object where a body is expected", arguments: [HTTPRequest.Method.post, .put, .patch])
    func emptyWithBody(method: HTTPRequest.Method) async throws {
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("empty", method, "/")
        _ = try await endpoint(Empty())
        let request = try #require(transport.requests.first)
        #expect(String(buffer: request.body) == "{}" && request.contentType == .json)
    }

    @Test("an encoder sets the path, the query and the body")
    func customEncoder() async throws {
        struct Put: Sendable {
            var id: Int
            var profile: UppercaseRequest
        }
        let put = http.at("http://h").endpoint(
            "put",
            .put,
            "/profiles/{id}",
            encode: { (request: Put, outgoing: inout OutgoingRequest) in
                outgoing.setParameter("id", request.id)
                outgoing.addQueryItem("dry", true)
                try outgoing.encode(request.profile)
            },
            decode: { $0.text }
        )
        #expect(try await put(Put(id: 7, profile: .init(s: "x"))) == "{}")
        let request = try #require(transport.requests.first)
        #expect(try request.url() == "http://h/profiles/7?dry=true")
        #expect(String(buffer: request.body) == #"{"s":"x"}"#)
        #expect(request.contentType == .json && request.method == .put)
    }

    @Test("the codec of the caller writes and reads")
    func codec() async throws {
        let transport = StubTransport(IncomingResponse(status: .ok, text: "ignored"))
        let endpoint: Endpoint<String, String> = HTTPCaller(transport, codec: ShoutingCodec()).endpoint("a", .post, "/")
        #expect(try await endpoint("hello") == "IGNORED")
        let request = try #require(transport.requests.first)
        #expect(String(buffer: request.body) == "HELLO" && request.contentType == .text)
    }

    @Test("an encoder that fails is the error of the call, and nothing is sent")
    func encoderFails() async throws {
        let endpoint = http.endpoint(
            "dang",
            .get,
            "/",
            encode: { (_: Empty, _: inout OutgoingRequest) in throw Dang() },
            decode: { $0.text }
        )
        await #expect(throws: Dang.self) { try await endpoint(Empty()) }
        #expect(transport.requests.isEmpty)
    }
}

/// A format of its own: text, in capital letters.
private struct ShoutingCodec: HTTPBodyCodec {
    var mediaType: MediaType { .text }

    func reads(_ contentType: String?) -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        guard let value = String(decoding: body, as: UTF8.self).uppercased() as? Value else { throw Dang() }
        return value
    }

    func encode<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws {
        body.writeString("\(value)".uppercased())
    }
}
