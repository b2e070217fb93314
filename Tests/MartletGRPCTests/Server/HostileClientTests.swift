import Martlet
import MartletCompression
import MartletHTTP
import NIOCore
import NIOHPACK
import Testing

@testable import MartletGRPC

@Suite("Our server and clients that do what they should not", .timeLimit(.minutes(1)))
struct HostileClientTests {
    private var routes: HTTPRoutes {
        let echo = Endpoint("echo") { (bytes: ByteBuffer) in bytes }
        let join = Endpoint("join") { (parts: RequestStream<ByteBuffer>) in
            try await parts.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
        }
        return HTTPRoutes {
            GRPCService("t.T") {
                GRPCMethod("Echo", to: echo, input: .bytes, output: .bytes, decode: { $0 }, encode: { $0 })
                GRPCMethod(
                    clientStreaming: "Join",
                    to: join,
                    input: .bytes,
                    output: .bytes,
                    decode: { $0 },
                    encode: { $0 }
                )
            }
            .messageSize(received: 1_000)
            UnknownGRPCServices()
        }
    }

    /// Sends a body as it is, with the fields of a call except for those that are changed.
    private func send(
        _ body: [UInt8],
        method: String = "t.T/Echo",
        _ changes: [(String, String)] = [],
        to client: GRPCClient
    ) async throws -> Result<ByteBuffer, Status> {
        var head: HPACKHeaders = [
            ":method": "POST", ":scheme": "http", ":path": "/\(method)", ":authority": "t", "te": "trailers",
            "content-type": "application/grpc",
        ]
        for (name, value) in changes { head.replaceOrAdd(name: name, value: value) }
        let answer = try await client.send(head, ByteBuffer(bytes: body), deadline: .after(.seconds(20)))
        return answer.result.map(\.bytes)
    }

    private func code(
        _ body: [UInt8],
        method: String = "t.T/Echo",
        _ changes: [(String, String)] = [],
        to client: GRPCClient
    ) async -> Status.Code? {
        do {
            _ = try await send(body, method: method, changes, to: client).get()
            return nil
        } catch {
            return Status(error).code
        }
    }

    @Test("Bodies that are no message", arguments: ["t.T/Echo", "t.T/Join"])
    func bodies(method: String) async throws {
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                #expect(await code([0, 0, 0, 0, 1, 7], method: method, to: client) == nil)
                #expect(await code([0, 0, 0, 0, 9, 7], method: method, to: client) == .internal)
                #expect(await code([0, 0, 0], method: method, to: client) == .internal)
                #expect(await code([7, 0, 0, 0, 0], method: method, to: client) == .internal)
                #expect(await code([0, 255, 255, 255, 255, 1], method: method, to: client) == .resourceExhausted)
                let long = [0, 0, 0, 7, 0xD0] + [UInt8](repeating: 1, count: 2_000)
                #expect(await code(long, method: method, to: client) == .resourceExhausted)
                #expect(await code([1, 0, 0, 0, 1, 7], method: method, to: client) == .internal)
                let gzip = [("grpc-encoding", "gzip")]
                #expect(await code([1, 0, 0, 0, 1, 7], method: method, gzip, to: client) == .internal)
                #expect(
                    await code([0, 0, 0, 0, 1, 7], method: method, [("grpc-encoding", "snappy")], to: client)
                        == .unimplemented
                )
                let bomb = try Gzip.compress([UInt8](repeating: 0, count: 500_000))
                #expect(bomb.count < 1_000)
                var frame = ByteBuffer()
                MessageFrame.write(compressed: bomb, to: &frame)
                #expect(
                    await code(Array(frame.readableBytesView), method: method, gzip, to: client) == .resourceExhausted
                )
            }
        }
    }

    @Test("No message, and two, are not what a unary method has")
    func cardinality() async throws {
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                #expect(await code([], to: client) == .unimplemented)
                #expect(await code([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], to: client) == .unimplemented)
            }
        }
    }

    @Test("What is not gRPC is answered as HTTP, and what nobody has as unimplemented")
    func foreign() async throws {
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                let body: [UInt8] = [0, 0, 0, 0, 1, 7]
                // 415 has no entry in the table of foreign answers.
                #expect(await code(body, [("content-type", "application/json")], to: client) == .unknown)
                #expect(await code(body, [("content-type", "application/grpc-web")], to: client) == .unknown)
                #expect(await code(body, [("content-type", "application/grpc+proto")], to: client) == nil)
                for method in ["t.T/Nothing", "t.Nowhere/Echo"] {
                    let result = try await send(body, method: method, to: client)
                    guard case .failure(let status) = result else {
                        Issue.record("\(method) is answered")
                        continue
                    }
                    #expect(status.code == .unimplemented)
                    #expect(status.message == "there is no method \(method)")
                }
            }
        }
    }

    @Test("A deadline that has passed, or that is none")
    func deadlines() async throws {
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                let body: [UInt8] = [0, 0, 0, 0, 1, 7]
                #expect(await code(body, [("grpc-timeout", "0n")], to: client) == .deadlineExceeded)
                for timeout in ["123456789S", "S", "1", "-1S", "1X", "", "99999999H"] {
                    #expect(await code(body, [("grpc-timeout", timeout)], to: client) == nil, "\(timeout)")
                }
            }
        }
    }

    @Test("Resets in the middle leave a server that works")
    func resets() async throws {
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                for _ in 0..<50 {
                    let stream = try await client.open(nil, isSingle: true)
                    var head: HPACKHeaders = [
                        ":method": "POST", ":scheme": "http", ":path": "/t.T/Join", ":authority": "t",
                    ]
                    head.add(name: "content-type", value: "application/grpc")
                    stream.begin(head, nil)
                    _ = try await stream.send(ByteBuffer(bytes: [0, 0, 0, 0, 9, 7]))
                    stream.abandon()
                }
                #expect(await code([0, 0, 0, 0, 1, 7], to: client) == nil)
            }
        }
    }
}
