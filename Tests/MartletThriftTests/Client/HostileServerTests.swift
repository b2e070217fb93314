import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
import NIOCore
import NIOPosix
import Testing

@Suite("Hostile servers")
struct HostileServerTests {
    @Test(
        "Answers that cannot be read end the connection, and its calls",
        arguments: [
            ([0x7F, 0xFF, 0xFF, 0xFF], "a frame of 2147483647 bytes is longer than 16777216"),
            ([0xFF, 0xFF, 0xFF, 0xFF], "the length of a frame is below zero"),
            ([0, 0, 0, 1, 0], "the message ends in the middle of a value"),
            (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), "a frame of 1213486160 bytes is longer than 16777216"),
        ] as [([UInt8], String)]
    )
    func garbage(bytes: [UInt8], message: String) async throws {
        try await RawServer.with(answer: bytes) { port in
            try await withClient(.hostname("127.0.0.1", port: port)) { client async throws in
                let failed = await failure(client)
                #expect(failed == "unavailable: the connection to the server was lost; \(message)")
            }
        }
    }

    @Test("An answer that breaks off fails the call")
    func broken() async throws {
        let answer = try Wire(.framed, .binary).bytes("sum", kind: .reply, Answer<Int64>(success: 3))
        try await RawServer.with(answer: Array(answer.dropLast())) { port in
            try await withClient(.hostname("127.0.0.1", port: port)) { client async throws in
                #expect(await failure(client) == "unavailable: the connection to the server was lost; -")
            }
        }
    }

    @Test("An answer is what was asked for, or the call fails")
    func wrong() async throws {
        let wire = Wire(.framed, .binary)
        for (answer, expected) in [
            (try wire.bytes("sum", kind: .reply, Answer<Int64>(success: 3)), "success"),
            (
                try wire.bytes("sum", kind: .call, Answer<Int64>(success: 3)),
                "internal: the answer is neither a result nor an exception"
            ),
            (try wire.bytes("sum", kind: .reply, NoArguments()), "internal: the method has answered nothing"),
            (
                try wire.bytes(
                    "sum",
                    kind: .exception,
                    ThriftApplicationException(.missingResult, "sum failed: unknown result")
                ),
                "internal: sum failed: unknown result"
            ),
        ] {
            try await RawServer.with(answer: answer) { port in
                try await withClient(.hostname("127.0.0.1", port: port)) { client async throws in
                    let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                    #expect(await status { try await sum(TwoArguments(1, 2)) } == expected)
                }
            }
        }
    }

    @Test(
        "An answer with a number that no call had ends the connection: its call would wait for ever",
        .timeLimit(.minutes(1)),
        arguments: [0, 2, 99, -1] as [Int32]
    )
    func numbers(sequenceID: Int32) async throws {
        let wire = Wire(.framed, .binary)
        let answer = try wire.bytes("sum", kind: .reply, sequenceID: sequenceID, Answer<Int64>(success: 3))
        try await RawServer.with(answer: answer, closes: false) { port in
            try await withClient(.hostname("127.0.0.1", port: port)) { client async throws in
                let reason = "it has the number \(sequenceID), which no call had"
                #expect(await failure(client) == "unavailable: the connection to the server was lost; \(reason)")
            }
        }
    }

    @Test("What a server does not take is not piled up, and was certainly not processed", .timeLimit(.minutes(1)))
    func stalled() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        try await withClient(.hostname("127.0.0.1", port: port), { $0.connectionCount = 1 }) { client async throws in
            let note = ThriftCaller(client).endpoint(DepotMethods.note)
            let fail = ThriftCaller(client).endpoint(DepotMethods.fail)
            let text = String(repeating: "a", count: 1 << 20)
            // The kernel takes some of them.
            var ends: [String] = []
            for number in 0..<64 {
                var context = RequestContext()
                context.deadline = .after(.milliseconds(10))
                ends.append(
                    await RequestContext.$current.withValue(context) {
                        await status {
                            if number.isMultiple(of: 2) {
                                _ = try await note(Arguments(text))
                            } else {
                                _ = try await fail(Arguments(text))
                            }
                        }
                    }
                )
            }
            #expect(ends.suffix(20).allSatisfy { $0 == "deadline_exceeded: deadline exceeded, unprocessed" }, "\(ends)")
        }
        try await server.close()
    }

    @Test("Why the server could not read a call is told")
    func refused() async throws {
        try await withThriftServer(Depot().bindings) { server async throws in
            try await withClient(server.address, { $0.transport = .buffered }) { client async throws in
                let failed = await failure(client)
                #expect(failed.hasPrefix("unavailable: the connection to the server was lost; "), "\(failed)")
            }
        }
    }

    /// What a call fails with, and the cause.
    private func failure(_ client: ThriftClient) async -> String {
        let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
        do {
            return "success \(try await sum(TwoArguments(1, 2)))"
        } catch {
            let status = Status(error)
            let cause = (status.underlying as? Status)?.message
            return "\(status); \(cause?.replacing("the answer cannot be read: ", with: "") ?? "-")"
        }
    }
}
