import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Finalizers of calls")
struct FinalizerTests {
    private static let henlo = IncomingResponse(
        status: .init(code: 418),
        fields: [.xHenloLizer: "Helllo you stinky lizard"],
        text: "go eat a fly ugly\n"
    )

    /// Calls an endpoint and returns what its finalizer sees.
    private func finish<Response: Sendable>(
        _ transport: StubTransport,
        _ change: (HTTPCaller) -> HTTPCaller = { $0 },
        encode: @escaping HTTPCaller.Encode<Empty> = { _, _ in },
        decode: ResponseDecoding<Response>
    ) async throws -> FinishedCall {
        let calls = Recorder<FinishedCall>()
        let endpoint = change(HTTPCaller(transport)).finalizer { calls.record($0) }
            .endpoint("final", .get, "/x", encode: encode, decode: decode)
        _ = try? await endpoint(Empty())
        #expect(calls.elements.count == 1)
        return try #require(calls.elements.first)
    }

    private let text = ResponseDecoding { $0.text }

    @Test("see status, fields and the size of the body, 18 bytes")
    func answer() async throws {
        let call = try await finish(StubTransport(Self.henlo), { $0.decodingFailures() }, decode: text)
        #expect(call.error == nil)
        #expect(call.response?.status.code == 418)
        #expect(call.response?.byteCount == 18)
        #expect(call.response?.fields[.xHenloLizer] == "Helllo you stinky lizard")
        #expect(call.name == "final")
        #expect(try call.request.target() == "/x")
    }

    @Test("see the status that the answer became")
    func failure() async throws {
        let call = try await finish(StubTransport(Self.henlo), decode: text)
        #expect((call.error as? Status)?.message == "go eat a fly ugly")
        #expect(call.response?.status.code == 418)
    }

    @Test("see the error of the encoder, and no answer")
    func encoderFails() async throws {
        let call = try await finish(StubTransport(), encode: { _, _ in throw Dang() }, decode: text)
        #expect(call.error is Dang && call.response == nil)
    }

    @Test("see the error of the transport, and no answer")
    func transportFails() async throws {
        let call = try await finish(StubTransport { _ in throw Status(.unavailable) }, decode: text)
        #expect((call.error as? Status)?.code == .unavailable)
        #expect(call.response == nil)
    }

    @Test("see the error of the decoder, and the answer")
    func decoderFails() async throws {
        let call = try await finish(StubTransport(), decode: ResponseDecoding<Int> { _ in throw Dang() })
        #expect(call.error is Dang && call.response?.status == .ok)
    }

    @Test("see the declared length of a stream", arguments: ["7", nil])
    func stream(length: String?) async throws {
        let transport = StubTransport { _ in
            var fields = HTTPFields()
            fields[.contentLength] = length
            return IncomingResponse(status: .ok, fields: fields, stream: pieces(["1234567"]))
        }
        let call = try await finish(transport, decode: .stream)
        #expect(call.response?.byteCount == length.flatMap { Int($0) })
    }

    @Test("see the request as it was sent")
    func request() async throws {
        let call = try await finish(
            StubTransport(),
            {
                $0.before { request, context in
                    request.fields[.xFoo] = "a"
                    context.requestID = "17"
                }
            },
            decode: text
        )
        #expect(call.request.fields[.xFoo] == "a")
        #expect(call.request.fields[.xRequestID] == "17")
        #expect(call.context.requestID == "17")
    }
}
