import Logging
import Martlet
import MartletHTTP
import NIOSSL
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

    /// Begins a graceful shutdown, as SIGTERM does.
    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }

    /// Cancels the task of the server.
    func cancel() {
        running.cancel()
    }

    /// Waits until `run()` has returned.
    func waitForEnd() async {
        _ = await running.result
    }

    /// Connects and hands the connection to `body`; closes it afterwards.
    func withConnection<Result>(
        _ options: RawClient.Options = .init(),
        _ body: (RawClient) async throws -> Result
    ) async throws -> Result {
        let client = try await RawClient.connect(port: port, options)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// Sends one request on a connection of its own and reads the response.
    func send(_ request: String) async throws -> RawResponse {
        try await withConnection { client in
            try await client.send(request)
            return try await client.response(toHEAD: request.hasPrefix("HEAD "))
        }
    }
}

/// Runs a server for as long as `body` runs, and shuts it down gracefully.
func withServer<Result: Sendable>(
    _ routes: HTTPRoutes,
    logger: Logger = .silent,
    _ change: (inout HTTPServer.Configuration) -> Void = { _ in },
    body: (RunningServer) async throws -> Result
) async throws -> Result {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var configuration = HTTPServer.Configuration { $0.threads = .count(2) }
    change(&configuration)
    configuration.onListening = { listening.yield($0.port ?? 0) }
    let service = HTTPServer(routes, on: .hostname("127.0.0.1", port: 0), configuration: configuration, logger: logger)
    let group = ServiceGroup(services: [service], logger: .silent)
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

extension Logger {
    /// Logs nothing.
    static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}

/// A request as text, with the length and type of its body if it has one.
func request(_ method: String, _ target: String, _ fields: [String] = [], body: String? = nil) -> String {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: test"] + fields
    if let body {
        if !fields.contains(where: { $0.lowercased().hasPrefix("content-type:") }) {
            lines.append("Content-Type: application/json")
        }
        lines.append("Content-Length: \(body.utf8.count)")
    }
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
}
