import Martlet
import MartletHTTP
import MartletNetRPC
import Testing

@Suite("Hostile servers", .timeLimit(.minutes(1)))
struct HostileServerTests {
    private static let lost = "unavailable: the connection to the server was lost"

    @Test(
        "What is no reply ends the connection, and its calls",
        arguments: [
            [0xF8, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFC, 0x7F, 0xFF, 0xFF, 0xFF], [0xF7, 0xFF, 0],
            [0x05, 0xFF, 0x81, 0x03, 0x01, 0x05], [0x03, 0xFF, 0x80, 0x00],
            Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), [],
        ] as [[UInt8]]
    )
    func garbage(bytes: [UInt8]) async throws {
        #expect(try await result(of: bytes) == Self.lost)
    }

    @Test(
        "What is no reply in JSON ends the connection, too",
        arguments: [
            "hello", "[]", "{\"id\":}", "}", String(repeating: "[", count: 100_000),
            "{\"result\":\"" + String(repeating: "x", count: 2_000_000),
        ]
    )
    func json(text: String) async throws {
        #expect(try await result(of: Array(text.utf8), .json) == Self.lost)
    }

    @Test("What is no answer to the upgrade fails the connection, before any call was sent")
    func upgrade() async throws {
        for answer in [
            "HTTP/1.0 404 Not Found\r\n\r\n", "HTTP/1.0 200 OK\n\n", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.0 200",
            String(repeating: "x", count: 10_000),
        ] {
            let result = try await result(of: Array(answer.utf8), .gobOverHTTP)
            #expect(result.hasPrefix("unavailable: cannot connect to 127.0.0.1:"))
            #expect(result.hasSuffix(", unprocessed"))
        }
    }

    @Test("A reply that breaks off fails its call, wherever it does")
    func broken() async throws {
        let reply = try GobStream.reply(SumReply(v: 3))
        for count in reply.indices { #expect(try await result(of: Array(reply[..<count])) == Self.lost) }
        #expect(try await result(of: reply) == "success")
    }

    @Test("A reply of another type is an error of its call, and names the field")
    func wrongType() async throws {
        struct Text: Codable {
            var V: String
        }
        let result = try await result(of: GobStream.reply(Text(V: "x")))
        #expect(result.hasPrefix("internal: "))
        #expect(result.contains("V: "))
        #expect(
            try await self.result(of: Array(#"{"id":1,"result":{"V":"x"},"error":null}"#.utf8), .json)
                == "internal: V: expected an integer, found a string at byte 5"
        )
    }

    @Test("Replies of calls that nobody has made are dropped")
    func others() async throws {
        let other = #"{"id":7,"result":{"V":4},"error":null}{"id":"x","result":1}{"id":null,"error":"no"}"#
        let own = #"{"id":1,"result":{"V":3},"error":null}"#
        #expect(try await result(of: Array((other + own).utf8), .json) == "success")
        #expect(try await result(of: GobStream.reply(SumReply(v: 3), sequence: 7)) == Self.lost)
    }

    @Test("Types are not defined without an end")
    func definitions() async throws {
        let reply = try GobStream.reply(SumReply(v: 3))
        #expect(try await result(of: GobStream.definitions(100) + reply) == "success")
        #expect(try await result(of: GobStream.definitions(50_000) + reply) == Self.lost)
    }

    /// What a call ends with, when its connection is answered with some bytes.
    private func result(of answer: [UInt8], _ wire: NetRPCWire = .gob) async throws -> String {
        try await RawServer.with(answer: answer) { server async throws in
            try await withClient(
                .hostname("127.0.0.1", port: server.port),
                wire,
                { $0.messageByteCount = 1_000_000 }
            ) { client async throws in
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                return await status { try await sum(SumRequest(a: 1, b: 2)) }
            }
        }
    }
}
