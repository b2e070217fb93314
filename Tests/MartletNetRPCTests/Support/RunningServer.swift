import Logging
import Martlet
import MartletHTTP
import MartletNetRPC
import ServiceLifecycle

/// A server that runs on a free port of the loopback interface, or where a test wants it.
struct RunningServer: Sendable {
    let address: ServerAddress
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    fileprivate init(address: ServerAddress, group: ServiceGroup, running: Task<Void, any Error>) {
        self.address = address
        self.group = group
        self.running = running
    }

    var port: Int { address.port ?? 0 }

    /// Begins a graceful shutdown, as SIGTERM does.
    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }

    func cancel() {
        running.cancel()
    }

    /// Waits until `run()` has returned.
    func waitForEnd() async {
        _ = await running.result
    }
}

/// Runs a server for as long as `body` runs, and shuts it down gracefully.
func withNetRPCServer<Result: Sendable>(
    _ methods: NetRPCMethods,
    on address: ServerAddress = .hostname("127.0.0.1", port: 0),
    _ change: (inout NetRPCServer.Configuration) -> Void = { _ in },
    body: (RunningServer) async throws -> Result
) async throws -> Result {
    let (addresses, listening) = AsyncStream.makeStream(of: ServerAddress.self)
    var configuration = NetRPCServer.Configuration { $0.threads = .count(2) }
    change(&configuration)
    configuration.onListening = { listening.yield($0) }
    let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    let service = NetRPCServer(
        methods,
        on: address,
        configuration: configuration,
        logger: silent
    )
    let group = ServiceGroup(services: [service], logger: silent)
    let running = Task {
        defer { listening.finish() }
        try await group.run()
    }
    var iterator = addresses.makeAsyncIterator()
    guard let address = await iterator.next(isolation: #isolation) else {
        try await running.value
        throw NotListening()
    }
    let server = RunningServer(address: address, group: group, running: running)
    do {
        let result = try await body(server)
        await server.beginShutdown()
        await server.waitForEnd()
        return result
    } catch {
        server.cancel()
        await server.waitForEnd()
        throw error
    }
}

/// The server ended without listening and without an error.
struct NotListening: Error {}

/// Makes a client and closes it afterwards.
func withClient<Result>(
    _ address: ServerAddress,
    _ wire: NetRPCWire = .gob,
    _ change: (inout NetRPCClient.Configuration) -> Void = { _ in },
    body: (NetRPCClient) async throws -> Result
) async throws -> Result {
    var configuration = NetRPCClient.Configuration { $0.wire = wire }
    change(&configuration)
    let client = try NetRPCClient(to: address, configuration: configuration)
    do {
        let result = try await body(client)
        await client.close()
        return result
    } catch {
        await client.close()
        throw error
    }
}
