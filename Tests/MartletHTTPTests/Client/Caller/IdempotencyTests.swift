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

    @Test("the transport keeps the deadline, unless a hook may wait for something else")
    func deadline() {
        let bare: Endpoint<Empty, Empty> = http.endpoint("a", .get, "/")
        #expect(bare.endsByDeadline)
        let before: Endpoint<Empty, Empty> = http.before { _, _ in }.endpoint("a", .get, "/")
        let after: Endpoint<Empty, Empty> = http.after { _, _ in }.endpoint("a", .get, "/")
        #expect(!before.endsByDeadline && !after.endsByDeadline)
    }
}
