import HTTPTypes
import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@Suite("What a server reads from the fields", .timeLimit(.minutes(1)))
struct ServerPropagationTests {
    private func routes(_ body: @escaping @Sendable () async throws -> String) -> HTTPRoutes {
        HTTPRoutes { Route(.get, "/", to: Endpoint("text") { (_: Empty) in try await body() }) }
    }

    @Test("the request id reaches the endpoint and its child tasks")
    func requestID() async throws {
        let table = routes {
            let own = RequestContext.current.requestID ?? "-"
            async let child = RequestContext.current.requestID ?? "-"
            let grandchild = await withTaskGroup(of: String.self) { group in
                group.addTask { RequestContext.current.requestID ?? "-" }
                return await group.next() ?? "-"
            }
            return await "\(own) \(child) \(grandchild)"
        }
        try await withServer(table) { server async throws in
            #expect(try await server.send(request("GET", "/", ["X-Request-ID: a1"])).body == #""a1 a1 a1""#)
            #expect(try await server.send(request("GET", "/")).body == #""- - -""#)
        }
    }

    @Test("one connection's context is not the next request's")
    func contextEnds() async throws {
        try await withServer(routes { RequestContext.current.requestID ?? "-" }) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/", ["X-Request-ID: a1"]) + request("GET", "/"))
                #expect(try await client.response().body == #""a1""#)
                #expect(try await client.response().body == #""-""#)
            }
        }
    }

    @Test("the fields that are named become metadata, and no others")
    func metadata() async throws {
        let table = routes {
            RequestContext.current.metadata.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        }
        try await withServer(table) { configuration in
            configuration.propagation = HTTPPropagation(metadataFields: ["X-Tenant"])
        } body: { server async throws in
            let fields = ["X-Tenant: acme", "Authorization: secret", "X-Request-Id: a1"]
            #expect(try await server.send(request("GET", "/", fields)).body == #""x-request-id=a1 x-tenant=acme""#)
        }
    }

    @Test(
        "the number of the attempt",
        arguments: [("1", 2), ("0", 1), ("9999", 10_000), ("10000", 1), ("-1", 1), ("two", 1), ("", 1)]
    )
    func attempt(text: String, number: Int) async throws {
        try await withServer(routes { "\(RequestContext.current.attempt)" }) { server in
            let response = try await server.send(request("GET", "/", ["grpc-previous-rpc-attempts: \(text)"]))
            #expect(response.body == "\"\(number)\"")
        }
    }

    @Test("a request that was refused before anything was done says so to the client; one that failed does not")
    func delivery() async throws {
        let elsewhere = Endpoint("elsewhere") { (_: Empty) -> Empty in throw Status(.unavailable, delivery: .rejected) }
        let refusing = Endpoint("refusing") { (_: Empty) in Empty() }
            .with("full") { _, _ in throw Status(.resourceExhausted, delivery: .rejected) }
        let carrying = Endpoint("carrying") { (_: Empty) in Carrier(failure: Status(.unavailable, delivery: .rejected))
        }
        let table = HTTPRoutes {
            Route(.post, "/refusing", to: refusing)
            Route(.post, "/carrying", to: carrying)
            // What became of a call that the service made says nothing about the call of the service.
            Route(.post, "/failing", to: Endpoint("failing") { (_: Empty) in try await elsewhere(Empty()) })
        }
        let http = HTTPCaller(try InProcessTransport(table))
        let refused: Endpoint<Empty, Empty> = http.endpoint("refusing", .post, "/refusing")
        let failed: Endpoint<Empty, Empty> = http.endpoint("failing", .post, "/failing")
        let refusal = await #expect(throws: Status.self) { try await refused(Empty()) }
        #expect(refusal?.code == .resourceExhausted && refusal?.delivery == .unprocessed)
        let carried: Endpoint<Empty, Empty> = http.endpoint("carrying", .post, "/carrying")
        for endpoint in [failed, carried] {
            let failure = await #expect(throws: Status.self) { try await endpoint(Empty()) }
            #expect(failure?.code == .unavailable && failure?.delivery == .unknown)
        }
    }

    @Test("a deadline that has passed: 504, and the endpoint is not called")
    func expired() async throws {
        let calls = Tally()
        let table = routes {
            calls.increment()
            return ""
        }
        try await withServer(table) { server in
            let response = try await server.send(request("GET", "/", ["grpc-timeout: 0m"]))
            #expect(response.status == 504)
            #expect(response.body == #"{"error":"deadline exceeded","code":"deadline_exceeded"}"#)
        }
        #expect(calls.count == 0)
    }

    @Test("a deadline that passes meanwhile cancels the endpoint: 504, whatever it throws then")
    func overrun() async throws {
        let calls = Tally()
        let table = routes {
            await untilCancelled()
            guard calls.increment() == 1 else { throw Dang() }
            try Task.checkCancellation()
            return ""
        }
        try await withServer(table) { server in
            try await server.withConnection { client in
                for _ in 0..<2 {
                    try await client.send(request("GET", "/", ["grpc-timeout: 30m"]))
                    let response = try await client.response()
                    #expect(response.status == 504)
                    #expect(response.body == #"{"error":"deadline exceeded","code":"deadline_exceeded"}"#)
                }
            }
        }
        #expect(calls.count == 2)
    }

    @Test("the longest time that the format holds, nonsense, and a bound on what may be asked for")
    func bounds() async throws {
        let table = routes {
            await Task.yield()
            return RequestContext.current.deadline.map { "\($0.remaining() > .seconds(100))" } ?? "none"
        }
        try await withServer(table) { server async throws in
            #expect(try await server.send(request("GET", "/", ["grpc-timeout: 99999999H"])).body == #""true""#)
            #expect(try await server.send(request("GET", "/", ["grpc-timeout: soon"])).body == #""none""#)
        }
        try await withServer(table) { configuration in
            configuration.propagation.maximumTimeout = .seconds(50)
        } body: { server async throws in
            #expect(try await server.send(request("GET", "/", ["grpc-timeout: 99999999H"])).body == #""false""#)
        }
    }

    @Test("a before-hook sets a deadline of the server's own")
    func hookDeadline() async throws {
        let table = routes {
            await untilCancelled()
            throw CancellationError()
        }
        .before { _, context in context.deadline = .after(.milliseconds(30)) }
        try await withServer(table) { server async throws in
            #expect(try await server.send(request("GET", "/")).status == 504)
        }
    }
}

/// A response with a business error in it.
private struct Carrier: Encodable, FailableResponse {
    var failure: (any Error)?

    enum CodingKeys: CodingKey {}
}
