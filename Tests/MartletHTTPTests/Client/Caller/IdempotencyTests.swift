import HTTPTypes
import Martlet
import Testing

@testable import MartletHTTP

@Suite("Which endpoints may be called again, and which keep their deadline")
struct IdempotencyTests {
    private let http = HTTPCaller(StubTransport())

    @Test(
        "the method says it",
        arguments: [
            (HTTPRequest.Method.get, true), (.head, true), (.put, true), (.delete, true), (.options, true),
            (.trace, true), (.post, false), (.patch, false), (.connect, false),
        ]
    )
    func method(_ method: HTTPRequest.Method, isIdempotent: Bool) {
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("a", method, "/")
        #expect(endpoint.isIdempotent == isIdempotent)
    }

    @Test("the endpoint may say otherwise")
    func declared() {
        let search: Endpoint<Empty, Empty> = http.endpoint("search", .post, "/", isIdempotent: true)
        let count: Endpoint<Empty, Empty> = http.endpoint("count", .get, "/", isIdempotent: false)
        #expect(search.isIdempotent && !count.isIdempotent)
    }

    @Test("what a hook or a decoder knows of a call of its own is not about this one, which was answered")
    func delivery() async throws {
        let other = Status(.unavailable, "other", delivery: .unprocessed)
        let hooked: Endpoint<Empty, Empty> = http.after { _, _ in throw other }.endpoint("a", .post, "/")
        let decoded: Endpoint<Empty, Empty> = http.endpoint("b", .post, "/", decode: { _ in throw other })
        for endpoint in [hooked, decoded] {
            let error = await #expect(throws: Status.self) { try await endpoint(Empty()) }
            #expect(error?.message == "other" && error?.delivery == .unknown)
        }
    }

    @Test("a call whose deadline has passed is not sent, which is known")
    func expired() async throws {
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("a", .post, "/")
        var context = RequestContext()
        context.deadline = .after(.zero)
        let error = await RequestContext.$current.withValue(context) {
            await #expect(throws: Status.self) { try await endpoint(Empty()) }
        }
        #expect(error?.code == .deadlineExceeded && error?.delivery == .rejected)
    }

    @Test("the transport keeps the deadline, unless a hook may wait for something else")
    func deadline() {
        let bare: Endpoint<Empty, Empty> = http.endpoint("a", .get, "/")
        #expect(bare.endsByDeadline)
        let before: Endpoint<Empty, Empty> = http.before { _, _ in }.endpoint("a", .get, "/")
        let after: Endpoint<Empty, Empty> = http.after { _, _ in }.endpoint("a", .get, "/")
        #expect(!before.endsByDeadline && !after.endsByDeadline)
    }
}
