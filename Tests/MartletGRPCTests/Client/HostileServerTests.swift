import Martlet
import MartletCompression
import NIOCore
import NIOHPACK
import NIOHTTP2
import Testing

@testable import MartletGRPC

@Suite("Our client and servers that do what they should not", .timeLimit(.minutes(1)))
struct HostileServerTests {
    private static let ok: HPACKHeaders = ["grpc-status": "0"]

    private func call(_ client: GRPCClient) async -> Result<ByteBuffer, Status> {
        let echo: Endpoint<ByteBuffer, ByteBuffer> = GRPCCaller(client).unary(
            "t.T/Echo",
            input: .bytes,
            output: .bytes
        ) {
            $0
        } decode: {
            $0
        }
        do {
            return .success(try await withTimeout(.seconds(20)) { try await echo(ByteBuffer(string: "hello")) })
        } catch {
            return .failure(Status(error))
        }
    }

    /// The code that a call ends with; nil after a success.
    private func code(
        settings: HTTP2Settings = [],
        _ change: (inout GRPCClient.Configuration) -> Void = { _ in },
        _ frames: @escaping @Sendable () -> [HTTP2Frame.FramePayload]
    ) async throws -> Status.Code? {
        try await RawServer.run(settings: settings) { _, _, send in
            for frame in frames() { send(frame) }
        } body: { server async throws in
            try await withClient(port: server.port, change) { client async throws in
                switch await call(client) {
                case .success: nil
                case .failure(let status): status.code
                }
            }
        }
    }

    @Test("An answer as it should be")
    func right() async throws {
        let code = try await code {
            [RawServer.headers(), RawServer.data([0, 0, 0, 0, 1, 7]), RawServer.headers(Self.ok, end: true)]
        }
        #expect(code == nil)
    }

    @Test("Interim answers are passed over")
    func interim() async throws {
        let code = try await code {
            [
                RawServer.headers([":status": "103"]), RawServer.headers(), RawServer.data([0, 0, 0, 0, 1, 7]),
                RawServer.headers(Self.ok, end: true),
            ]
        }
        #expect(code == nil)
    }

    @Test("A server that measures the network with thousands of PINGs, as those of Go do, is borne with")
    func pings() async throws {
        let code = try await code {
            (0..<5_000).map { .ping(HTTP2PingData(withInteger: $0), ack: false) } + [
                RawServer.headers(), RawServer.data([0, 0, 0, 0, 1, 7]), RawServer.headers(Self.ok, end: true),
            ]
        }
        #expect(code == nil)
    }

    @Test(
        "Answers that are not gRPC have the code of their status",
        arguments: [
            (200, Status.Code.unknown), (404, .unimplemented), (401, .unauthenticated), (503, .unavailable),
            (500, .unknown),
        ]
    )
    func foreign(status: Int, expected: Status.Code) async throws {
        let code = try await code {
            [
                RawServer.headers([":status": "\(status)", "content-type": "text/html"]),
                RawServer.data(Array("<html>".utf8), end: true),
            ]
        }
        #expect(code == expected)
        let empty = try await self.code { [RawServer.headers([":status": "\(status)"], end: true)] }
        #expect(empty == expected)
    }

    @Test("Cardinality, endings and frames that are wrong")
    func wrong() async throws {
        let message = RawServer.data([0, 0, 0, 0, 1, 7])
        let end = RawServer.headers(Self.ok, end: true)
        #expect(try await code { [RawServer.headers(), end] } == .unimplemented)
        #expect(try await code { [RawServer.headers(), message, message, end] } == .unimplemented)
        #expect(try await code { [RawServer.headers(), RawServer.data([0, 0, 0, 0, 1, 7], end: true)] } == .unknown)
        #expect(
            try await code { [RawServer.headers(), message, RawServer.headers(["x": "y"], end: true)] } == .unknown
        )
        #expect(try await code { [RawServer.headers(), RawServer.data([0, 0, 0, 0, 9, 7]), end] } == .internal)
        #expect(try await code { [RawServer.headers(), RawServer.data([9, 0, 0, 0, 0]), end] } == .internal)
        #expect(
            try await code { [RawServer.headers(), RawServer.data([0, 255, 255, 255, 255])] } == .resourceExhausted
        )
        #expect(try await code { [RawServer.headers(), RawServer.data([1, 0, 0, 0, 1, 7]), end] } == .internal)
        #expect(try await code { [RawServer.headers(["content-type": "application/grpc"], end: true)] } != nil)
    }

    @Test("A small answer that would become a large one is refused at the limit")
    func bomb() async throws {
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 20_000_000))
        var frame = ByteBuffer()
        MessageFrame.write(compressed: bomb, to: &frame)
        let bytes = Array(frame.readableBytesView)
        let code = try await code {
            var head = RawServer.head
            head.add(name: "grpc-encoding", value: "gzip")
            return [RawServer.headers(head), RawServer.data(bytes), RawServer.headers(Self.ok, end: true)]
        }
        #expect(code == .resourceExhausted)
    }

    @Test("An encoding that nobody knows")
    func encoding() async throws {
        let code = try await code {
            var head = RawServer.head
            head.add(name: "grpc-encoding", value: "snappy")
            return [
                RawServer.headers(head), RawServer.data([1, 0, 0, 0, 1, 7]), RawServer.headers(Self.ok, end: true),
            ]
        }
        #expect(code == .unimplemented)
    }

    @Test(
        "Resets have the codes of the table",
        arguments: [
            (HTTP2ErrorCode.cancel, Status.Code.cancelled), (.internalError, .internal),
            (.enhanceYourCalm, .resourceExhausted), (.inadequateSecurity, .permissionDenied),
        ]
    )
    func resets(reset: HTTP2ErrorCode, expected: Status.Code) async throws {
        #expect(try await code { [.rstStream(reset)] } == expected)
        #expect(try await code { [RawServer.headers(), RawServer.data([0, 0, 0]), .rstStream(reset)] } == expected)
    }

    @Test("A call that the server refuses unread is sent again, but not for ever")
    func refused() async throws {
        for limit in [2, 100] {
            try await RawServer.run { number, _, send in
                if number <= limit { return send(.rstStream(.refusedStream)) }
                send(RawServer.headers())
                send(RawServer.data([0, 0, 0, 0, 1, 7]))
                send(RawServer.headers(Self.ok, end: true))
            } body: { server async throws in
                try await withClient(port: server.port) { client async throws in
                    switch await call(client) {
                    case .success: #expect(limit == 2)
                    case .failure(let status):
                        #expect(limit == 100)
                        #expect(status.code == .unavailable)
                        #expect(status.delivery == .unprocessed)
                    }
                }
            }
        }
    }

    @Test("A call that a server that goes away has not seen is sent again, on another connection")
    func goAway() async throws {
        try await RawServer.run { number, frame, send in
            if number == 1 {
                return send(.goAway(lastStreamID: .rootStream, errorCode: .noError, opaqueData: nil))
            }
            // A new connection begins with its first stream.
            #expect(frame.streamID == 1)
            send(RawServer.headers())
            send(RawServer.data([0, 0, 0, 0, 1, 7]))
            send(RawServer.headers(Self.ok, end: true))
        } body: { server async throws in
            try await withClient(port: server.port) { client async throws in
                let answer = await call(client)
                #expect((try? answer.get()) == ByteBuffer(bytes: [7]))
            }
        }
    }

    @Test("A call that the server has seen before it went away is not sent again")
    func goAwayAfter() async throws {
        try await RawServer.run { number, frame, send in
            #expect(number == 1)
            send(.goAway(lastStreamID: frame.streamID, errorCode: .internalError, opaqueData: nil))
            send(.rstStream(.internalError))
        } body: { server async throws in
            try await withClient(port: server.port) { client async throws in
                guard case .failure(let status) = await call(client) else {
                    Issue.record("it has no answer")
                    return
                }
                #expect(status.delivery == .unknown)
            }
        }
    }

    @Test("Calls wait for each other where the server allows one at a time, on several connections if they may")
    func oneStream() async throws {
        for connections in [1, 3] {
            try await RawServer.run(settings: [HTTP2Setting(parameter: .maxConcurrentStreams, value: 1)]) {
                _,
                _,
                send in
                send(RawServer.headers())
                send(RawServer.data([0, 0, 0, 0, 1, 7]))
                send(RawServer.headers(Self.ok, end: true))
            } body: { server async throws in
                try await withClient(port: server.port, { $0.connectionCount = connections }) { client async throws in
                    let successes = await withTaskGroup(of: Bool.self) { group in
                        for _ in 0..<50 { group.addTask { (try? await call(client).get()) != nil } }
                        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                    }
                    #expect(successes == 50)
                }
            }
        }
    }

    @Test("A server that says nothing ends a call at its deadline, and one that does not answer PING is given up")
    func silent() async throws {
        let start = ContinuousClock.now
        try await RawServer.run { _, _, _ in
        } body: { server async throws in
            try await withClient(port: server.port) { client async throws in
                let wait: Endpoint<ByteBuffer, ByteBuffer> = GRPCCaller(client).unary(
                    "t.T/Wait",
                    input: .bytes,
                    output: .bytes
                ) {
                    $0
                } decode: {
                    $0
                }
                let status = await #expect(throws: Status.self) {
                    try await withTimeout(.milliseconds(100)) { try await wait(ByteBuffer()) }
                }
                #expect(status?.code == .deadlineExceeded)
            }
        }
        #expect(ContinuousClock.now - start < .seconds(15))
    }
}
