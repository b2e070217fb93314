import Martlet
import MartletHTTP
import MartletNetRPC
import Testing

@Suite("Hostile clients")
struct HostileClientTests {
    @Test("Another path and another method are answered as Go does")
    func http() async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            let wrongMethod = try await exchange(server, "GET /_goRPC_ HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(wrongMethod.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"))
            #expect(wrongMethod.hasSuffix("\r\n\r\n405 must CONNECT\n"))
            let wrongPath = try await exchange(server, "CONNECT /other HTTP/1.0\n\n")
            #expect(wrongPath.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            #expect(wrongPath.hasSuffix("\r\n\r\n404 page not found\n"))
            let tooLarge = try await exchange(server, "GET /" + String(repeating: "x", count: 9000))
            #expect(tooLarge.hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test(
        "What is no protocol, or no longer is, ends the connection",
        arguments: [
            "hello, who is it?", "BREW /pot HTCPCP/1.0\r\n\r\n", "[1]", "{\"method\":}",
            "{\"method\":\"Add.Sum\",\"id\":1}}",
        ]
    )
    func garbage(text: String) async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            let answer = try await exchange(server, text)
            #expect(!answer.contains("\"result\":{"))
        }
    }

    @Test("A message that is too long, a definition that is malformed, and a value that is no header")
    func gob() async throws {
        try await withNetRPCServer(addMethods, { $0.limits.messageByteCount = 1000 }) { server async throws in
            for stream: [UInt8] in [
                [0xfe, 0xff, 0xff, 0, 0], [0x05, 0xff, 0x81, 0x03, 0x01, 0x05], [0x03, 0xff, 0x80, 0x00],
                [0xf7, 0xff, 0],
            ] {
                #expect(try await exchange(server, stream).isEmpty)
            }
        }
    }

    @Test("A connection that breaks off in the middle of a call does no harm to the others")
    func halves() async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            try await withClient(server.address) { client async throws in
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                for text in [
                    "", "{", "{\"method\":\"Add.Sum\",\"params\":[", "CONNECT /_go", "CONNECT /_goRPC_ HTTP/1.0\n\n",
                ] {
                    try await RawConnection.with(port: server.port) { writer, _ in try await writer.send(text) }
                    #expect(try await sum(SumRequest(a: 1, b: 2)).v == 3)
                }
            }
        }
    }

    @Test("Half a message, and a connection that says nothing, are waited for only so long")
    func timeouts() async throws {
        try await withNetRPCServer(
            addMethods,
            {
                $0.timeouts.receive = .milliseconds(50)
                $0.timeouts.idle = .milliseconds(50)
            }
        ) { server async throws in
            for text in ["{\"method\"", "CONN", "CONNECT /_goRPC_ HTTP/1.0\n\n"] {
                _ = try await exchange(server, text)
            }
        }
    }

    @Test("A call that breaks off is not begun, wherever it does")
    func truncated() async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            let call = try GobStream.call("Add.Sum", SumRequest(a: 1, b: 2))
            for count in call.indices { #expect(try await exchange(server, Array(call[..<count]), ends: true).isEmpty) }
            #expect(try await !exchange(server, call, ends: true).isEmpty)
        }
    }

    @Test("Types are not defined without an end")
    func definitions() async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            let call = try GobStream.call("Add.Sum", SumRequest(a: 1, b: 2))
            #expect(try await !exchange(server, GobStream.definitions(100) + call, ends: true).isEmpty)
            #expect(try await exchange(server, GobStream.definitions(50_000) + call).isEmpty)
        }
    }

    @Test("Arguments of another type are an error of their call, and the connection goes on")
    func wrongTypes() async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            try await withClient(server.address, .gob, { $0.connectionCount = 1 }) { client async throws in
                let wrong: Endpoint<Texts, SumReply> = client.endpoint("Add.Sum")
                let list: Endpoint<[String], SumReply> = client.endpoint("Add.Sum")
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                for _ in 0..<2 {
                    #expect(await status { try await wrong(Texts(A: "x")) }.hasPrefix("invalid_argument: A: "))
                    #expect(await status { try await list(["x"]) }.hasPrefix("invalid_argument: "))
                    #expect(try await sum(SumRequest(a: 1, b: 2)).v == 3)
                }
            }
        }
    }

    private struct Texts: Codable, Sendable {
        var A: String
    }

    @Test("JSON that is nested without an end, or has a text without one, ends the connection")
    func endlessJSON() async throws {
        try await withNetRPCServer(addMethods, { $0.limits.messageByteCount = 100_000 }) { server async throws in
            for text in [
                #"{"method":"Add.Sum","params":"# + String(repeating: "[", count: 90_000),
                #"{"method":"Add.Sum","params":""# + String(repeating: "x", count: 200_000),
                String(repeating: "{\"a\":", count: 50_000), String(repeating: " ", count: 200_000),
            ] {
                #expect(try await exchange(server, Array(text.utf8), ends: true).isEmpty)
            }
            let nested = String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
            let answer = try await exchange(
                server,
                Array(#"{"method":"Add.Sum","params":\#(nested),"id":1}"#.utf8),
                ends: true
            )
            #expect(!answer.contains("\"result\":{"))
        }
    }

    @Test("JSON-RPC 1.0: ids of any kind come back byte for byte, errors have texts")
    func json() async throws {
        try await withNetRPCServer(addMethods) { server async throws in
            let answers = try await RawConnection.with(port: server.port) { writer, reader in
                try await writer.send(
                    """
                    {"method":"Add.Sum","params":[{"A":1,"B":2}],"id":1.50}
                      {"id":"a\\"b","params":[{"A":0,"B":0}],"method":"Add.Sum"}{"method":"Add.Sum","id":[1],"params":null}
                    {"method":"Add.Sum","params":[{"A":"x","B":2}],"id":null}{"method":"Add.None","params":[],"id":{"x":1}}
                    """
                )
                return try await reader.read(until: "{\"x\":1}")
            }
            #expect(
                answers.split(separator: "\n") == [
                    #"{"id":1.50,"result":{"V":3},"error":null}"#,
                    #"{"id":"a\"b","result":null,"error":"invalid_argument: two zeroes"}"#,
                    #"{"id":[1],"result":null,"error":"jsonrpc: request body missing params"}"#,
                    #"{"id":null,"result":null,"error":"invalid_argument: [0].A: expected an integer, found a string at byte 6"}"#,
                    #"{"id":{"x":1},"result":null,"error":"rpc: can't find method Add.None"}"#,
                ]
            )
        }
    }

    private func exchange(_ server: RunningServer, _ text: String) async throws -> String {
        try await exchange(server, Array(text.utf8))
    }

    /// Sends bytes and reads until the server closes.
    ///
    /// - Parameter ends: Whether the sending side is closed after them, so that the server need not break off.
    private func exchange(_ server: RunningServer, _ bytes: [UInt8], ends: Bool = false) async throws -> String {
        try await RawConnection.with(port: server.port) { writer, reader in
            // A server that has enough resets the connection.
            try? await writer.send(bytes)
            if ends { writer.finish() }
            return await reader.rest()
        }
    }
}
