public import Logging
public import MartletHTTP
import NIOPosix
import ServiceLifecycle

/// A logger that logs nothing.
public let silence = Logger(label: "silence", factory: { _ in SwiftLogNoOpLogHandler() })

/// Runs a server on a port of its own while the body calls it, and shuts it down gracefully.
///
/// - Parameters:
///   - make: Makes the server, given what it must call when it listens.
///   - body: Calls the server.
public func withServer(
    _ make: (@escaping @Sendable (ServerAddress) -> Void) throws -> HTTPServer,
    _ body: (Peer) async throws -> Void
) async throws {
    let (addresses, continuation) = AsyncStream.makeStream(of: ServerAddress.self)
    let server = try make { continuation.yield($0) }
    let group = ServiceGroup(services: [server], logger: silence)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { continuation.finish() }
            try await group.run()
        }
        if let address = await addresses.first(where: { _ in true }) {
            try await withPeer(at: address.description, body)
            await group.triggerGracefulShutdown()
        }
        try await tasks.waitForAll()
    }
}

/// Opens connections to a service while the body calls it.
public func withPeer<Result>(at address: String, _ body: (Peer) async throws -> Result) async throws -> Result {
    let transport = NIOHTTPTransport()
    do {
        let result = try await body(Peer(transport, at: "http://\(address)"))
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}
