import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Hooks of calls")
struct HookTests {
    @Test("run in the order of Go kit, several of a kind in the order in which they were added")
    func order() async throws {
        let steps = Recorder<String>()
        let transport = StubTransport { _ in
            steps.record("send")
            return IncomingResponse(status: .ok, text: "{}")
        }
        let http = HTTPCaller(transport)
            .finalizer { _ in steps.record("finalizer 1") }
            .after { _, _ in steps.record("after 1") }
            .before { _, _ in steps.record("before 1") }
            .before { _, _ in steps.record("before 2") }
            .after { _, _ in steps.record("after 2") }
            .finalizer { _ in steps.record("finalizer 2") }
        let endpoint = http.endpoint(
            "order",
            .get,
            "/",
            encode: { (_: Empty, _: inout OutgoingRequest) in steps.record("encode") },
            decode: { _ in steps.record("decode") }
        )
        _ = try await endpoint(Empty())
        #expect(
            steps.elements == [
                "encode", "before 1", "before 2", "send", "after 1", "after 2", "decode", "finalizer 1", "finalizer 2",
            ]
        )
    }

    @Test("before-hooks come after the encoder, so they can overwrite what it has set")
    func beforeOverwrites() async throws {
        let transport = StubTransport()
        let endpoint: Endpoint<UppercaseRequest, Empty> = HTTPCaller(transport)
            .before { request, _ in
                request.contentType = MediaType("application/vnd.api+json")
                request.fields[.xFoo] = "abcde"
                request.body = ByteBuffer(string: "[]")
            }
            .endpoint("a", .post, "/")
        _ = try await endpoint(.init(s: "x"))
        let request = try #require(transport.requests.first)
        #expect(request.contentType?.value == "application/vnd.api+json")
        #expect(request.fields[.xFoo] == "abcde" && String(buffer: request.body) == "[]")
    }

    @Test("hooks thread the context, and finalizers see all of it")
    func context() async throws {
        let seen = Recorder<Int?>()
        let transport = StubTransport { _ in
            seen.record(RequestContext.current[NumberKey.self])
            return IncomingResponse(status: .ok, text: "{}")
        }
        let endpoint: Endpoint<Empty, Empty> = HTTPCaller(transport)
            .before { _, context in context[NumberKey.self] = 1 }
            .before { _, context in
                seen.record(context[NumberKey.self])
                context[NumberKey.self] = 2
            }
            .after { _, context in
                seen.record(context[NumberKey.self])
                context[NumberKey.self] = 3
            }
            .finalizer { seen.record($0.context[NumberKey.self]) }
            .endpoint("a", .get, "/")
        _ = try await endpoint(Empty())
        #expect(seen.elements == [1, 2, 2, 3])
        #expect(RequestContext.current[NumberKey.self] == nil)
    }

    @Test("after-hooks run for every status, before the status becomes an error", arguments: [200, 302, 404, 503])
    func afterEveryStatus(code: Int) async throws {
        let seen = Recorder<String?>()
        let transport = StubTransport(
            IncomingResponse(status: .init(code: code), fields: [.xTheDude: "Abides"], text: "{}")
        )
        let endpoint: Endpoint<Empty, Empty> = HTTPCaller(transport)
            .after { response, _ in seen.record(response.fields[.xTheDude]) }
            .endpoint("a", .get, "/")
        let error = await status { _ = try await endpoint(Empty()) }
        #expect(seen.elements == ["Abides"])
        #expect((error == nil) == (code == 200))
    }

    @Test("an after-hook may change the answer")
    func afterChanges() async throws {
        let endpoint: Endpoint<Empty, UppercaseResponse> = HTTPCaller(StubTransport())
            .after { response, _ in response.body = ByteBuffer(string: #"{"v":"changed"}"#) }
            .endpoint("a", .get, "/")
        #expect(try await endpoint(Empty()) == .init(v: "changed"))
    }

    @Test("the error of a hook is the error of the call", arguments: [true, false])
    func failingHook(before: Bool) async throws {
        let transport = StubTransport()
        var http = HTTPCaller(transport)
        http = before ? http.before { _, _ in throw Dang() } : http.after { _, _ in throw Dang() }
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("a", .get, "/")
        await #expect(throws: Dang.self) { try await endpoint(Empty()) }
        #expect(transport.requests.isEmpty == before)
    }

    @Test("hooks added later belong to the copy only")
    func copies() async throws {
        let count = Recorder<Int>()
        let http = HTTPCaller(StubTransport())
        let hooked = http.before { _, _ in count.record(1) }
        let plain: Endpoint<Empty, Empty> = http.endpoint("a", .get, "/")
        let other: Endpoint<Empty, Empty> = hooked.endpoint("b", .get, "/")
        _ = try await plain(Empty())
        #expect(count.elements.isEmpty)
        _ = try await other(Empty())
        #expect(count.elements == [1])
    }
}
