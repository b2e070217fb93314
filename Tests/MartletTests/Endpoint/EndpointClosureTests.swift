import Martlet
import Synchronization
import Testing

private struct SumRequest: Hashable, Sendable {
    var a: Int
    var b: Int
}

@Suite struct EndpointClosureTests {
    private let sum = Endpoint("sum") { (request: SumRequest) in request.a + request.b }

    @Test func validation() async throws {
        let sum = sum.with("validation") { request, next in
            guard request.a >= 0 else { throw Status(.invalidArgument, "a must not be negative") }
            return try await next(request)
        }
        #expect(try await sum(SumRequest(a: 1, b: 2)) == 3)
        let error = await #expect(throws: Status.self) { try await sum(SumRequest(a: -1, b: 2)) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func cache() async throws {
        let calls = EventLog()
        let cache = Cache()
        let sum = sum.with(Annotate("call", calls)).with("cache") { request, next in
            if let known = cache[request] { return known }
            let response = try await next(request)
            cache[request] = response
            return response
        }
        #expect(try await sum(SumRequest(a: 1, b: 2)) == 3)
        #expect(try await sum(SumRequest(a: 1, b: 2)) == 3)
        #expect(calls.events == ["call pre", "call post"])
    }

    @Test func changesRequestAndResponse() async throws {
        let sum = sum.with { request, next in try await next(SumRequest(a: request.a * 10, b: request.b)) + 1_000 }
        #expect(try await sum(SumRequest(a: 1, b: 2)) == 1_012)
    }

    @Test func namesAndOrder() async throws {
        let log = EventLog()
        let sum =
            sum
            .with(Annotate("inner", log))
            .with("middle") { request, next in
                log.append("middle pre")
                defer { log.append("middle post") }
                return try await next(request)
            }
            .with(Annotate("outer", log))
        #expect(sum.layers == ["outer", "middle", "inner"])
        _ = try await sum(SumRequest(a: 1, b: 2))
        #expect(log.events == ["outer pre", "middle pre", "inner pre", "inner post", "middle post", "outer post"])
    }

    @Test func nameIsClosureUnlessGiven() {
        #expect(sum.with { try await $1($0) }.layers == ["closure"])
    }

    @Test func nextIsTheEndpointItWraps() async throws {
        let log = EventLog()
        let sum = sum.with(Annotate("inner", log)).with { request, next in
            log.append("\(next)")
            return try await next(request)
        }
        _ = try await sum(SumRequest(a: 1, b: 2))
        #expect(log.events.first == "sum: inner")
    }
}

private final class Cache: Sendable {
    private let values = Mutex<[SumRequest: Int]>([:])

    subscript(request: SumRequest) -> Int? {
        get { values.withLock { $0[request] } }
        set { values.withLock { $0[request] = newValue } }
    }
}
