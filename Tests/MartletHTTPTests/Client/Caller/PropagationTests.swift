import HTTPTypes
import Martlet
import NIOCore
import Testing

@testable import MartletHTTP

@Suite("What travels with a call")
struct PropagationTests {
    let transport = StubTransport()

    private func call(_ context: RequestContext, _ change: (HTTPCaller) -> HTTPCaller = { $0 }) async throws
        -> HTTPFields
    {
        let endpoint: Endpoint<Empty, Empty> = change(HTTPCaller(transport)).endpoint("a", .post, "/")
        try await RequestContext.$current.withValue(context) { _ = try await endpoint(Empty()) }
        return try #require(transport.requests.last).fields
    }

    @Test("metadata, with several values of a name")
    func metadata() async throws {
        var context = RequestContext()
        context.requestID = "a1b2c3d4e5"
        context.metadata.add("X-Foo", "1")
        context.metadata.add("x-foo", "2")
        context.metadata.add("x-text", "ä 😀")
        let fields = try await call(context)
        #expect(fields[.xRequestID] == "a1b2c3d4e5")
        #expect(fields[values: .xFoo] == ["1", "2"])
        #expect(fields[.xText] == "ä 😀")
        #expect(fields[.grpcTimeout] == nil && transport.deadlines == [nil])
    }

    @Test("the attempt of the call that is being handled is not that of the calls that it makes")
    func receivedAttempt() async throws {
        var context = RequestContext()
        context.receive(attempt: 3)
        #expect(context.attempt == 3)
        #expect(try await call(context)[.grpcPreviousRPCAttempts] == nil)
        context.attempt = 2
        #expect(try await call(context)[.grpcPreviousRPCAttempts] == "1")
    }

    @Test("the attempts before this one, from the second attempt on", arguments: [(1, nil), (2, "1"), (3, "2")])
    func attempt(number: Int, text: String?) async throws {
        var context = RequestContext()
        context.attempt = number
        #expect(try await call(context)[.grpcPreviousRPCAttempts] == text)
    }

    @Test(
        "metadata that is not one field with one value is left out",
        arguments: [
            ("x-foo", "a\r\nx-evil: 1"), ("x-foo", "a\nb"), ("x-foo", "a\u{0}b"), ("x-foo", "a\rb"),
            ("x-foo", "\u{7f}"),
            ("x-foo: 1\r\nx-evil", "a"), ("x foo", "a"), ("", "a"), (":path", "/admin"), ("x-fóo", "a"),
        ]
    )
    func hostileMetadata(name: String, value: String) async throws {
        var context = RequestContext()
        context.metadata.add(name, value)
        context.metadata.add("x-good", "1")
        let fields = try await call(context)
        #expect(fields.map(\.name.canonicalName) == ["x-good"])
    }

    @Test(
        "metadata never sets what belongs to HTTP or to the request",
        arguments: [
            "Host", "content-length", "Transfer-Encoding", "connection", "content-type", "te", "trailer", "upgrade",
            "keep-alive", "proxy-connection", "expect", "grpc-timeout", "content-encoding",
            "grpc-previous-rpc-attempts",
        ]
    )
    func reserved(name: String) async throws {
        var context = RequestContext()
        context.metadata.add(name, "1")
        #expect(try await call(context).isEmpty)
        #expect(transport.requests.last?.contentType == .json)
    }

    @Test("a field that is there already stays")
    func explicitField() async throws {
        var context = RequestContext()
        context.metadata.add("x-foo", "metadata")
        context.deadline = .after(.seconds(60))
        let fields = try await call(context) {
            $0.before { request, _ in
                request.fields[.xFoo] = "hook"
                request.fields[.grpcTimeout] = "1S"
            }
        }
        #expect(fields[values: .xFoo] == ["hook"])
        #expect(fields[values: .grpcTimeout] == ["1S"])
    }

    @Test("the deadline, as the time that is left")
    func deadline() async throws {
        var context = RequestContext()
        let deadline = Deadline.after(.seconds(60))
        context.deadline = deadline
        let fields = try await call(context)
        let text = try #require(fields[.grpcTimeout])
        let remaining = try #require(Array(text.utf8).withUnsafeBytes { DeadlineField.parse($0) })
        #expect(remaining <= .seconds(60) && remaining > .seconds(30))
        #expect(transport.deadlines == [deadline])
    }

    @Test("a before-hook may shorten the deadline and add metadata")
    func hooks() async throws {
        let deadline = Deadline.after(.seconds(5))
        let fields = try await call(RequestContext()) {
            $0.before { _, context in
                context.deadline = deadline
                context.metadata.add("x-foo", "1")
            }
        }
        #expect(fields[.xFoo] == "1" && fields[.grpcTimeout] != nil)
        #expect(transport.deadlines == [deadline])
    }

    @Test("a call whose deadline has passed is not sent")
    func expired() async throws {
        var context = RequestContext()
        context.deadline = .after(.zero)
        let error = await status { _ = try await call(context) }
        #expect(error?.code == .deadlineExceeded)
        #expect(transport.requests.isEmpty)
    }
}
