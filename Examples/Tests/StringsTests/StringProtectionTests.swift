import ArgumentParser
import ExampleTesting
import Martlet
import MartletHTTP
import MartletTesting
import Strings
import Testing

@testable import stringsvc

/// What the flags of the program do, seen by a caller.
@Suite("The string service under pressure", .timeLimit(.minutes(2)))
struct StringProtectionTests {
    private let hello = #"{"s":"hello"}"#

    private func service(_ flags: String..., proxying peer: Peer? = nil) throws -> Peer {
        let app = try App.parse(flags)
        let propagation = HTTPPropagation(metadataFields: ["x-user"])
        let routes = app.buildEndpoints(logger: silence, proxying: peer?.http).routes
        return try Peer(InProcessTransport(routes, propagation: propagation))
    }

    private func statuses(_ count: Int, of service: Peer) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(try await service.send(.post, "/uppercase", hello).status) }
        return statuses
    }

    @Test("--rate-limit: what exceeds it is refused, with the reason")
    func rateLimit() async throws {
        let service = try service("--rate-limit", "1")
        #expect(try await statuses(1, of: service) == [200])
        let answer = try await service.send(.post, "/uppercase", hello)
        #expect(answer.status == 429)
        #expect(answer.body.hasPrefix(#"{"error":"rate limit exceeded","code":"resource_exhausted""#), "\(answer.body)")
        #expect(try await service.send(.post, "/count", hello).status == 200, "each endpoint has a limit of its own")
    }

    @Test("--rate-limit-per-user: one user's calls are not another's")
    func rateLimitPerUser() async throws {
        let service = try service("--rate-limit-per-user", "1")
        let field = try #require(HTTPField.Name("x-user"))
        func call(as user: String) async -> Status.Code? {
            let http = service.http.before { request, _ in request.fields[field] = user }
            let uppercase: Endpoint<[String: String], [String: String]> = http.endpoint("a", .post, "/uppercase")
            do {
                return try await uppercase(["s": "hello"])["v"] == "HELLO" ? nil : .dataLoss
            } catch {
                return Status(error).code
            }
        }
        #expect(await call(as: "ada") == nil)
        #expect(await call(as: "ada") == .resourceExhausted)
        #expect(await call(as: "grace") == nil)
    }

    @Test("--breaker: after six failures the service is left alone")
    func breaker() async throws {
        let service = try service("--breaker", "--fault-rate", "1")
        #expect(try await statuses(7, of: service) == Array(repeating: 503, count: 7))
        let answer = try await service.send(.post, "/uppercase", hello)
        #expect(answer.body.hasPrefix(#"{"error":"circuit breaker is open","code":"unavailable""#), "\(answer.body)")
    }

    @Test("--timeout: a call that takes too long is answered in time")
    func timeout() async throws {
        let service = try service("--timeout", "20", "--fault-delay", "60000")
        let answer = try await service.send(.post, "/uppercase", hello)
        #expect(answer.status == 504)
    }

    @Test(
        "with a limit of calls in flight, some of many are refused, and the others are answered",
        arguments: [["--max-in-flight", "1"], ["--adaptive"], ["--shed", "1"]]
    )
    func concurrency(flags: [String]) async throws {
        let app = try App.parse(flags + ["--fault-delay", "20"])
        let service = try Peer(InProcessTransport(app.buildEndpoints(logger: silence).routes))
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask { try await service.send(.post, "/uppercase", hello).status }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(statuses == (flags.first == "--max-in-flight" ? [200, 429] : [200, 503]))
    }

    @Test("--proxy: another service makes the capitals; its faults are tried again, and do not reach the caller")
    func proxy() async throws {
        // The seed keeps the faults from coming so thick that the proxy's breaker opens, as one seed in thirty does.
        let other = try service("--fault-rate", "0.5", "--fault-seed", "1")
        let proxy = try service("--attempts", "5", proxying: other)
        #expect(try await statuses(5, of: proxy) == [200, 200, 200, 200, 200])
        let stats = try await other.send(.get, "/stats").body
        #expect(stats.hasPrefix(#"{"uppercase":{"calls":5,"#), "\(stats)")
    }

    @Test("--proxy: while the other service is away, this one helps itself")
    func fallback() async throws {
        let proxy = try service("--attempts", "1", proxying: try service("--fault-rate", "1"))
        #expect(try await proxy.send(.post, "/uppercase", hello) == Answer(status: 200, body: #"{"v":"HELLO"}"#))
    }

    @Test("--proxy: a mistake of the caller stays one")
    func proxiedMistake() async throws {
        let proxy = try service(proxying: try service())
        let answer = try await proxy.send(.post, "/uppercase", #"{"s":""}"#)
        #expect(answer == Answer(status: 400, body: #"{"error":"empty string","code":"invalid_argument"}"#))
    }

    @Test(
        "wrong numbers are explained",
        arguments: [["--rate-limit", "0"], ["--fault-rate", "2"], ["--attempts", "-1"], ["--timeout", "soon"]]
    )
    func wrongNumbers(flags: [String]) {
        #expect(throws: (any Error).self) { try App.parse(flags) }
    }
}
