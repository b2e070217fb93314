import Logging
import Martlet
import MartletGRPC
import MartletHTTP
import ServiceLifecycle

/// A server that runs on a free port of the loopback interface.
struct RunningServer: Sendable {
    let port: Int
    fileprivate let group: ServiceGroup
    fileprivate let running: Task<Void, any Error>

    /// Begins a graceful shutdown, as SIGTERM does.
    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }

    /// Waits until `run()` has returned.
    func waitForEnd() async {
        _ = await running.result
    }
}

/// Runs a server for as long as `body` runs, and shuts it down gracefully.
func withServer<Result: Sendable>(
    _ routes: HTTPRoutes,
    port: Int = 0,
    _ change: (inout HTTPServer.Configuration) -> Void = { _ in },
    body: (RunningServer) async throws -> Result
) async throws -> Result {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var configuration = HTTPServer.Configuration { $0.threads = .count(2) }
    change(&configuration)
    configuration.onListening = { listening.yield($0.port ?? 0) }
    let silent = Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() }
    let server = HTTPServer(
        routes,
        on: .hostname("127.0.0.1", port: port),
        configuration: configuration,
        logger: silent
    )
    let group = ServiceGroup(services: [server], logger: silent)
    let running = Task {
        defer { listening.finish() }
        try await group.run()
    }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next(isolation: #isolation) else {
        try await running.value
        throw Status(.internal, "the server does not listen")
    }
    let started = RunningServer(port: port, group: group, running: running)
    do {
        let result = try await body(started)
        await group.triggerGracefulShutdown()
        try await running.value
        return result
    } catch {
        await group.triggerGracefulShutdown()
        _ = await running.result
        throw error
    }
}

/// A client for as long as `body` runs.
func withClient<Result>(
    port: Int,
    _ change: (inout GRPCClient.Configuration) -> Void = { _ in },
    body: (GRPCClient) async throws -> Result
) async throws -> Result {
    var configuration = GRPCClient.Configuration()
    change(&configuration)
    let client = GRPCClient(.hostname("127.0.0.1", port: port), configuration: configuration)
    defer { client.shutDown() }
    return try await body(client)
}
