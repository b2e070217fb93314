import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

/// The examples of the documentation, as a user writes them.
@Suite("Examples")
struct ExampleTests {
    struct Profile: Codable, Sendable { var name: String }

    struct Page: StreamingResponse {
        var title: String?
        var rows: ResponseStream<ByteBuffer>
        func onEnd(_ handler: @escaping @Sendable (StreamEnd) -> Void) { rows.onEnd(handler) }
    }

    let transport = StubTransport(IncomingResponse(status: .ok, text: #"{"name":"Jo"}"#))

    @Test("a caller for a peer")
    func caller() async throws {
        let token = "secret"
        let profiles = HTTPCaller(transport)
            .at("http://profiles.internal:8080")
            .before { request, _ in request.fields[.authorization] = "Bearer \(token)" }

        let get: Endpoint<GetProfile, Profile> = profiles.endpoint("getProfile", .get, "/profiles/{id}") {
            request,
            outgoing in
            outgoing.setParameter("id", request.id)
        }
        #expect(try await get(GetProfile(id: "a b")).name == "Jo")
        let request = try #require(transport.requests.first)
        #expect(try request.url() == "http://profiles.internal:8080/profiles/a%20b")
        #expect(request.fields[.authorization] == "Bearer secret")
    }

    @Test("types in the closures instead of an annotation")
    func inferred() async throws {
        let name = HTTPCaller(transport).endpoint(
            "getName",
            .get,
            "http://h/profiles/{id}",
            encode: { (request: GetProfile, outgoing: inout OutgoingRequest) in outgoing.setParameter("id", request.id)
            },
            decode: { try $0.decode(Profile.self).name }
        )
        #expect(try await name(GetProfile(id: "7")) == "Jo")

        let bytes = HTTPCaller(transport).endpoint(
            "getBytes",
            .get,
            "http://h/",
            encode: { (_: Empty, _: inout OutgoingRequest) in },
            decode: .stream
        )
        #expect(try await bytes(Empty()).collect().count == 1)
    }

    @Test("a response with a stream inside")
    func page() async throws {
        let page: Endpoint<Empty, Page> = HTTPCaller(transport).endpoint(
            "page",
            .get,
            "/rows",
            decode: ResponseDecoding(streaming: true) { answer in
                Page(title: answer.fields[.contentDisposition], rows: answer.bodyStream)
            }
        )
        #expect(page.streamsResponse)
        #expect(try await page(Empty()).rows.collect().map { String(buffer: $0) } == [#"{"name":"Jo"}"#])
    }
}
