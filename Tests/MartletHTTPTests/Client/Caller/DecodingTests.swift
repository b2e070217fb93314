import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Decoding of answers")
struct DecodingTests {
    @Test("a stub yields its text, even for an empty URL")
    func stubbedTransport() async throws {
        let http = HTTPCaller(StubTransport(IncomingResponse(status: .ok, text: "hello, world!")))
        let endpoint: Endpoint<Empty, String> = http.endpoint("hello", .get, "", decode: { $0.text })
        #expect(try await endpoint(Empty()) == "hello, world!")
    }

    @Test("a body becomes the response")
    func body() async throws {
        let http = HTTPCaller(StubTransport(IncomingResponse(status: .created, text: #"{"v":"HELLO"}"#)))
        let endpoint: Endpoint<UppercaseRequest, UppercaseResponse> = http.endpoint("uppercase", .post, "/")
        #expect(try await endpoint(.init(s: "hello")) == .init(v: "HELLO"))
    }

    @Test("nothing takes no notice of the body", arguments: ["", "garbage", "[1,2"])
    func ignored(text: String) async throws {
        let http = HTTPCaller(StubTransport(IncomingResponse(status: .noContent, text: text)))
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("ignore", .post, "/")
        #expect(try await endpoint(Empty()) == Empty())
    }

    @Test("a body that cannot be read is internal, in the words of the decoder")
    func undecodable() async throws {
        let http = HTTPCaller(StubTransport(IncomingResponse(status: .ok, text: #"{"v":7}"#)))
        let endpoint: Endpoint<Empty, UppercaseResponse> = http.endpoint("uppercase", .get, "/")
        let error = await status { _ = try await endpoint(Empty()) }
        #expect(error?.code == .internal)
        #expect(error?.message.hasPrefix("cannot read the answer: v: ") == true)
        #expect(error?.underlying is DecodingError)
    }

    @Test("what a decoder throws is the error of the call")
    func decoderFails() async throws {
        let http = HTTPCaller(StubTransport())
        let endpoint: Endpoint<Empty, Int> = http.endpoint("dang", .get, "/", decode: { _ in throw Dang() })
        await #expect(throws: Dang.self) { try await endpoint(Empty()) }
    }

    @Test("a transport may stream what was to be collected, within the bound")
    func streamedAnyway() async throws {
        let transport = StubTransport { _ in IncomingResponse(status: .ok, stream: pieces(["hel", "lo"])) }
        let endpoint: Endpoint<Empty, String> = HTTPCaller(transport).endpoint("a", .get, "/", decode: { $0.text })
        #expect(try await endpoint(Empty()) == "hello")

        let small: Endpoint<Empty, String> =
            HTTPCaller(transport).maximumBodySize(4).endpoint("a", .get, "/", decode: { $0.text })
        #expect(await status { _ = try await small(Empty()) }?.code == .resourceExhausted)
        #expect(transport.requests.last?.responseBody == .collected(upTo: 4))
    }

    @Test("a transport may collect what was to be streamed")
    func collectedAnyway() async throws {
        let transport = StubTransport(IncomingResponse(status: .ok, text: "hello"))
        let endpoint: Endpoint<Empty, ResponseStream<ByteBuffer>> =
            HTTPCaller(transport).endpoint("a", .get, "/", decode: .stream)
        #expect(try await endpoint(Empty()).collect().map { String(buffer: $0) } == ["hello"])
        #expect(transport.requests.last?.responseBody == .streamed)
        #expect(endpoint.streamsResponse)
    }

    @Test("a decoder of a stream that fails closes the stream")
    func decoderOfStreamFails() async throws {
        let ended = Signal()
        let transport = StubTransport { _ in
            let stream = pieces(["a"])
            stream.onEnd { _ in ended.send() }
            return IncomingResponse(status: .ok, stream: stream)
        }
        let decoding = ResponseDecoding<Int>(streaming: true) { _ in throw Dang() }
        let endpoint: Endpoint<Empty, Int> = HTTPCaller(transport).endpoint("a", .get, "/", decode: decoding)
        await #expect(throws: Dang.self) { try await endpoint(Empty()) }
        await ended.wait()
    }
}
