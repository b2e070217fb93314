import Logging
import Martlet
import MartletHTTP
import MartletThrift
import ServiceLifecycle

/// A server that runs on a free port of the loopback interface.
struct RunningServer: Sendable {
    let port: Int
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    fileprivate init(port: Int, group: ServiceGroup, running: Task<Void, any Error>) {
        self.port = port
        self.group = group
        self.running = running
    }

    var address: ServerAddress { .hostname("127.0.0.1", port: port) }

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
///
/// - Parameter address: Where it listens; a free port of the loopback interface unless chosen.
func withThriftServer<Result: Sendable>(
    _ bindings: ThriftBindings,
    on address: ServerAddress = .hostname("127.0.0.1", port: 0),
    _ change: (inout ThriftServer.Configuration) -> Void = { _ in },
    body: (RunningServer) async throws -> Result
) async throws -> Result {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var configuration = ThriftServer.Configuration { $0.threads = .count(2) }
    change(&configuration)
    configuration.onListening = { listening.yield($0.port ?? 0) }
    let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    let service = ThriftServer(
        bindings,
        on: address,
        configuration: configuration,
        logger: silent
    )
    let group = ServiceGroup(services: [service], logger: silent)
    let running = Task {
        defer { listening.finish() }
        try await group.run()
    }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next(isolation: #isolation) else {
        try await running.value
        throw NotListening()
    }
    let server = RunningServer(port: port, group: group, running: running)
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
    _ change: (inout ThriftClient.Configuration) -> Void = { _ in },
    body: (ThriftClient) async throws -> Result
) async throws -> Result {
    var configuration = ThriftClient.Configuration()
    change(&configuration)
    let client = try ThriftClient(to: address, configuration: configuration)
    do {
        let result = try await body(client)
        await client.close()
        return result
    } catch {
        await client.close()
        throw error
    }
}
