import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
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

    @Test("Answers of other calls are dropped, and those of this one must be what was asked for")
    func wrong() async throws {
        let wire = Wire(.framed, .binary)
        let other = try wire.bytes("sum", kind: .reply, sequenceID: 99, Answer<Int64>(success: 4))
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
            try await RawServer.with(answer: other + answer) { port in
                try await withClient(.hostname("127.0.0.1", port: port)) { client async throws in
                    let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                    #expect(await status { try await sum(TwoArguments(1, 2)) } == expected)
                }
            }
        }
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
