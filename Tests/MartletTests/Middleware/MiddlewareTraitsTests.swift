import Martlet
import Testing

/// What a layer may say of itself beside handling calls, and what a chain makes of it.
@Suite struct MiddlewareTraitsTests {
    private struct Named: Middleware {
        var endpoint = ""
        let log: EventLog

        func attached(to endpoint: String) -> Named {
            log.append("attached to \(endpoint)")
            return Named(endpoint: endpoint, log: log)
        }

        func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
            log.append("called at \(endpoint)")
            return try await next(request)
        }
    }

    private struct Punctual: Middleware {
        let endsByDeadline: Bool

        func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
            try await next(request)
        }
    }

    private let log = EventLog()
    private let endpoint = Endpoint("double") { (number: Int) in number * 2 }
    private let remote = Endpoint(remote: "double", isIdempotent: true, endsByDeadline: true) { (number: Int) in
        number * 2
    }

    @Test func aLayerLearnsTheNameOnceBeforeTheFirstCall() async throws {
        let layer: Named? = Named(log: log)
        let wrapped = endpoint.with(Annotate("outer", EventLog()), layer)
        #expect(log.events == ["attached to double"])
        _ = try await wrapped(1)
        _ = try await wrapped(2)
        #expect(log.events == ["attached to double", "called at double", "called at double"])
    }

    @Test func nothingIsKnownOfAPlainEndpoint() {
        #expect(!endpoint.isIdempotent && !endpoint.endsByDeadline)
        #expect(Endpoint("get", isIdempotent: true) { (number: Int) in number }.isIdempotent)
        #expect(Endpoint("set", isIdempotent: true) { (_: Int) in }.isIdempotent)
    }

    @Test func idempotencyIsSeenThroughEveryLayer() async throws {
        let wrapped = remote.with(Annotate("a", log)).with("b") { try await $1($0) }.map(request: { (n: Int) in n })
        #expect(wrapped.isIdempotent)
        #expect(try await wrapped(4) == 8)
    }

    @Test func aDeadlineIsKeptOnlyIfEveryLayerKeepsIt() {
        let (keeps, ignores) = (Punctual(endsByDeadline: true), Punctual(endsByDeadline: false))
        let none: Punctual? = nil
        #expect(remote.with(keeps, none, keeps).endsByDeadline)
        #expect(!remote.with(keeps, ignores).endsByDeadline)
        #expect(!remote.with(ignores, keeps).endsByDeadline)
        #expect(!remote.with(ignores).with(keeps).endsByDeadline)
        #expect(!remote.with(Optional(ignores)).endsByDeadline)
        #expect(!endpoint.with(keeps).endsByDeadline)
        #expect(!remote.with("closure") { try await $1($0) }.endsByDeadline)
        #expect(remote.map(response: { "\($0)" }).endsByDeadline)
    }

    @Test func unlessItSaysSoALayerKeepsNoDeadline() {
        #expect(!Annotate("a", log).endsByDeadline)
        #expect(!remote.with(Annotate("a", log)).endsByDeadline)
    }
}
