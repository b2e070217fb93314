import AsyncHTTPClient
import Martlet
import MartletAsyncHTTPClient
import MartletHTTP
import NIOCore
import NIOPosix
import NIOSSL

/// A TCP server on the loopback interface that does to each connection what a script says, byte for byte.
enum ScriptedPeer {
    typealias Script = @Sendable (inout PeerConnection) async throws -> Void
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Runs a peer for as long as `body` runs. When the script of a connection returns, the connection is closed.
    static func with<Result: Sendable>(
        tls: TLSConfiguration? = nil,
        _ script: @escaping Script,
        _ body: (_ origin: String) async throws -> Result
    ) async throws -> Result {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Nothing is read until the script runs, so the handlers of NIO can be added then: those of a connection
            // that is never taken up would stop the process.
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    return channel
                }
            }
        let port = server.channel.localAddress?.port ?? 0
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve(server, script) }
            let result = try await body("\(tls == nil ? "http" : "https")://127.0.0.1:\(port)")
            group.cancelAll()
            return result
        }
    }

    private static func serve(_ server: NIOAsyncChannel<any Channel, Never>, _ script: @escaping Script) async throws {
        try await server.executeThenClose { channels in
            try await withThrowingDiscardingTaskGroup { group in
                var number = 0
                for try await channel in channels {
                    group.addTask { [number] in
                        // A peer that breaks off is what these tests are about.
                        try? await serve(channel, number, script)
                    }
                    number += 1
                }
            }
        }
    }

    private static func serve(_ channel: any Channel, _ number: Int, _ script: Script) async throws {
        let connection = try await channel.eventLoop.submit { try Connection(wrappingChannelSynchronously: channel) }
            .get()
        try await connection.executeThenClose { inbound, outbound in
            try await channel.setOption(.autoRead, value: true).get()
            var connection = PeerConnection(inbound, outbound, number: number)
            try await script(&connection)
        }
    }

    /// Where nobody listens: port 1 is no port that the system gives to a server of another test.
    static let closedOrigin = "http://127.0.0.1:1"
}

/// Runs `body` with a transport that is shut down afterwards.
func withTransport<Result>(
    _ configuration: HTTPClient.Configuration = AsyncHTTPClientTransport.standardConfiguration,
    _ body: (any ClosableTransport) async throws -> Result
) async throws -> Result {
    let transport = TransportKind.current.make(configuration)
    do {
        let result = try await body(transport)
        try await transport.shutdown()
        return result
    } catch {
        try await transport.shutdown()
        throw error
    }
}

/// Runs a peer, and `body` with a caller for it.
func withPeer<Result: Sendable>(
    _ script: @escaping ScriptedPeer.Script,
    _ body: (HTTPCaller) async throws -> Result
) async throws -> Result {
    try await ScriptedPeer.with(script) { origin in
        try await withTransport { try await body(HTTPCaller($0).at(origin)) }
    }
}
