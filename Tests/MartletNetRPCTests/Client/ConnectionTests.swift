import Martlet
import MartletHTTP
import MartletNetRPC
import Testing

@Suite("Connections of a client", .timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test(
        "A connection that is lost ends all its calls, and whether they were processed is not known",
        arguments: [NetRPCWire.gob, .gobOverHTTP, .json]
    )
    func lost(wire: NetRPCWire) async throws {
        let events = Events()
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Forever",
                to: Endpoint("forever") { (number: Int) in
                    events.note("begun")
                    await untilCancelled()
                    return number
                }
            )
        }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(server.address, wire, { $0.connectionCount = 1 }) { client async throws in
                let forever: Endpoint<Int, Int> = client.endpoint("Test.Forever")
                await withTaskGroup(of: String.self) { group in
                    for number in 0..<20 { group.addTask { await status { try await forever(number) } } }
                    for _ in 0..<20 { _ = await events.next() }
                    server.cancel()
                    for await result in group {
                        #expect(result == "unavailable: the connection to the server was lost")
                    }
                }
                await server.waitForEnd()
                let refused = await status { try await forever(1) }
                #expect(refused.hasPrefix("unavailable: cannot connect to 127.0.0.1:"))
                #expect(refused.hasSuffix(", unprocessed"))
            }
        }
    }

    @Test("Calls that wait for a connection end with it, and were certainly not processed")
    func waiting() async throws {
        // It takes connections, and never answers the upgrade.
        try await RawServer.with(answer: nil) { server async throws in
            try await withClient(
                .hostname("127.0.0.1", port: server.port),
                .gobOverHTTP,
                {
                    $0.connectionCount = 1
                    $0.connectTimeout = .milliseconds(50)
                    // Calls that come late open no other.
                    $0.backoff = .seconds(60)
                    $0.maximumBackoff = .seconds(60)
                }
            ) { client async throws in
                let call: Endpoint<Int, Int> = client.endpoint("Test.Any")
                await withTaskGroup(of: String.self) { group in
                    for number in 0..<20 { group.addTask { await status { try await call(number) } } }
                    for await result in group {
                        #expect(result.hasPrefix("unavailable: "))
                        #expect(result.hasSuffix(", unprocessed"))
                    }
                }
                // None, if the server has not come to take it in that time.
                #expect(server.connectionCount <= 1)
            }
        }
    }

    @Test("No more calls wait for a connection, or for replies, than may")
    func callCount() async throws {
        let events = Events()
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Forever",
                to: Endpoint("forever") { (number: Int) in
                    events.note("begun")
                    await untilCancelled()
                    return number
                }
            )
        }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(
                server.address,
                .gob,
                {
                    $0.connectionCount = 1
                    $0.callCount = 2
                }
            ) { client async throws in
                let forever: Endpoint<Int, Int> = client.endpoint("Test.Forever")
                await withTaskGroup(of: String.self) { group in
                    for number in 0..<2 { group.addTask { await status { try await forever(number) } } }
                    for _ in 0..<2 { _ = await events.next() }
                    #expect(
                        await status { try await forever(3) }
                            == "resource_exhausted: too many calls wait for their replies, unprocessed"
                    )
                    await client.close()
                    for await result in group {
                        #expect(result == "unavailable: the connection to the server was lost")
                    }
                }
                #expect(
                    await status { try await forever(4) } == "unavailable: the client is closed, unprocessed"
                )
            }
        }
    }

    @Test("After an attempt to connect that failed the next one waits, and calls meanwhile fail at once")
    func backoff() async throws {
        // Its answer is no upgrade.
        try await RawServer.with(answer: []) { server async throws in
            for (backoff, maximum, count) in [
                (Duration.seconds(3600), Duration.seconds(3600), 1), (.zero, .seconds(3600), 5),
                (.seconds(3600), .zero, 5),
            ] {
                let before = server.connectionCount
                try await withClient(
                    .hostname("127.0.0.1", port: server.port),
                    .gobOverHTTP,
                    {
                        $0.connectionCount = 1
                        $0.backoff = backoff
                        $0.maximumBackoff = maximum
                    }
                ) { client async throws in
                    let call: Endpoint<Int, Int> = client.endpoint("Test.Any")
                    for number in 0..<5 {
                        let result = await status { try await call(number) }
                        let attempt = number < count
                        #expect(
                            result.hasPrefix(
                                attempt
                                    ? "unavailable: cannot connect to 127.0.0.1:"
                                    : "unavailable: there is no connection to 127.0.0.1:"
                            )
                        )
                        #expect(result.hasSuffix(", unprocessed"))
                    }
                }
                #expect(server.connectionCount - before == count)
            }
        }
    }
}
