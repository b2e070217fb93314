import ArgumentParser
import ExampleTesting
import MartletHTTP
import MartletTesting
import Strings
import Testing

@testable import stringsvc

@Suite("The string service over HTTP, as it is wired", .timeLimit(.minutes(2)))
struct StringRoutesTests {
    static let exchanges = [
        Exchange(.post, "/uppercase", #"{"s":"hello"}"#, answers: 200, #"{"v":"HELLO"}"#),
        Exchange(.post, "/uppercase", #"{"s":"grüße, \"you\""}"#, answers: 200, #"{"v":"GRÜSSE, \"YOU\""}"#),
        Exchange(
            .post,
            "/uppercase",
            #"{"s":""}"#,
            answers: 400,
            #"{"error":"empty string","code":"invalid_argument"}"#
        ),
        Exchange(.post, "/count", #"{"s":"hello"}"#, answers: 200, #"{"v":5}"#),
        Exchange(.post, "/count", #"{"s":"é"}"#, answers: 200, #"{"v":2}"#),
        Exchange(.post, "/count", #"{"s":""}"#, answers: 200, #"{"v":0}"#),
    ]

    @Test("every route answers", arguments: Depth.allCases, exchanges)
    func routes(depth: Depth, exchange: Exchange) async throws {
        try await withService(depth) { service in
            try await exchange.check(service)
        }
    }

    @Test(
        "a body that is none is the fault of the caller",
        arguments: Depth.allCases,
        [nil, "", "{", #"{"s":"he"#, #"{"s":5}"#, #"{"t":"hello"}"#, "null", "[]", "hello"]
    )
    func badBodies(depth: Depth, body: String?) async throws {
        try await withService(depth) { service in
            for path in ["/uppercase", "/count"] {
                let answer = try await service.send(.post, path, body)
                #expect(answer.status == 400)
                #expect(answer.body.hasSuffix(#","code":"invalid_argument"}"#), "\(answer.body)")
            }
        }
    }

    @Test("unknown paths and wrong methods are refused", arguments: Depth.allCases)
    func unknownRoutes(depth: Depth) async throws {
        try await withService(depth) { service in
            let answers = [
                try await service.send(.post, "/lowercase", "{}"),
                try await service.send(.get, "/uppercase"),
                try await service.send(.post, "/stats", "{}"),
            ]
            #expect(answers.map(\.status) == [404, 405, 405])
        }
    }

    @Test(
        "what curl sends is taken",
        arguments: Depth.allCases,
        ["application/x-www-form-urlencoded", "text/plain", nil]
    )
    func contentTypes(depth: Depth, contentType: String?) async throws {
        try await withService(depth) { service in
            let answer = try await service.send(.post, "/count", #"{"s":"hello"}"#, contentType: contentType)
            #expect(answer == Answer(status: 200, body: #"{"v":5}"#))
        }
    }

    @Test("the statistics show the calls", arguments: Depth.allCases)
    func statistics(depth: Depth) async throws {
        try await withService(depth) { service in
            _ = try await service.send(.post, "/uppercase", #"{"s":""}"#)
            _ = try await service.send(.post, "/uppercase", #"{"s":"a"}"#)
            let answer = try await service.send(.get, "/stats")
            #expect(answer.body == #"{"uppercase":{"calls":2,"errors":1},"count":{"calls":0,"errors":0}}"#)
        }
    }

    @Test("a body of more than a mebibyte is refused")
    func hugeBodies() async throws {
        try await withService(.socket) { service in
            let answer = try await service.send(.post, "/count", #"{"s":"\#(String(repeating: "a", count: 1 << 20))"}"#)
            #expect(answer.status == 413)
        }
    }

    private func withService(_ depth: Depth, _ body: (Peer) async throws -> Void) async throws {
        let app = try App.parse(["--http-addr", "127.0.0.1:0", "--workers", "1"])
        let endpoints = app.buildEndpoints(logger: silence)
        switch depth {
        case .inProcess: try await body(Peer(InProcessTransport(endpoints.routes)))
        case .socket: try await withServer({ app.build(endpoints, logger: silence, onListening: $0) }, body)
        }
    }
}
