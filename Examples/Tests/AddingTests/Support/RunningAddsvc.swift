import ArgumentParser
import ExampleTesting
import Logging
import MartletAdmin
import MartletHTTP
import Observing
import ServiceLifecycle

@testable import Adding
@testable import addcli
@testable import addsvc

/// The whole of addsvc in this process, put together by its own code, on ports of its own.
struct RunningAddsvc: Sendable {
    fileprivate let addresses: [String: String]
    fileprivate let group: ServiceGroup

    /// The names of its listeners.
    static let listeners = ["admin port"] + Wire.listeners.map(\.listener)

    /// Calls it over a wire, with what addcli calls it with.
    func call<Result: Sendable>(
        _ wire: Wire,
        _ body: (any AddService) async throws -> Result
    ) async throws -> Result {
        let options = try WireOptions.parse(wire.clientFlags(at: address(of: wire.listener)))
        return try await options.withService(body)
    }

    /// Where a listener is.
    func address(of listener: String) throws -> String {
        guard let address = addresses[listener] else { throw NotListening(names: [listener]) }
        return address
    }

    /// The page of metrics of its admin port.
    func metrics() async throws -> String {
        try await withPeer(at: address(of: "admin port")) { try await $0.send(.get, "/metrics").body }
    }

    /// Waits until a listener takes no new connections.
    func waitUntilRefusing(_ listener: String) async throws {
        try await waitUntilRefusingConnections(at: ServerAddress(address(of: listener))?.port ?? 0)
    }

    /// Begins to end it, as SIGTERM does.
    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }
}

/// Listeners that a service ended without.
struct NotListening: Error {
    let names: Set<String>
}

/// Runs addsvc while the body calls it, and shuts it down gracefully.
///
/// - Parameters:
///   - flags: What it is told, beside its addresses.
///   - service: What it serves in the place of what it has.
func withAddsvc<Result: Sendable>(
    _ flags: [String] = [],
    serving service: (any AddService)? = nil,
    _ body: (RunningAddsvc) async throws -> Result
) async throws -> Result {
    let (lines, log) = AsyncStream.makeStream(of: ListenerLine.self)
    let ports = ["debug", "http", "grpc", "thrift", "jsonrpc", "netrpc"].flatMap { ["--\($0)-addr", "127.0.0.1:0"] }
    let services = try services(flags: ports + flags, serving: service) { _ in ListenerLogHandler(lines: log) }
    let group = ServiceGroup(services: services, logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { log.finish() }
            try await group.run()
        }
        var addresses: [String: String] = [:]
        for await line in lines {
            addresses[line.name] = line.address
            if addresses.count == RunningAddsvc.listeners.count { break }
        }
        let missing = Set(RunningAddsvc.listeners).subtracting(addresses.keys)
        guard missing.isEmpty else {
            try await tasks.waitForAll()
            throw NotListening(names: missing)
        }
        let result = try await body(RunningAddsvc(addresses: addresses, group: group))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
    }
}

/// What addsvc runs, but for what opens files and takes signals.
private func services(
    flags: [String],
    serving service: (any AddService)?,
    log: @escaping (String) -> any LogHandler
) throws -> [any Service] {
    let app = try addsvc.App.parse(flags)
    let transport = NIOHTTPTransport()
    var observability = Observability(of: "addsvc", app.observability, metrics: .prometheus, transport: transport)
    observability.logger = Logger(label: "addsvc", factory: log)
    let endpoints =
        if let service { app.endpoints(of: service, observability) } else { app.buildEndpoints(observability) }
    let readiness = Readiness()
    let admin = observability.adminServer(on: app.addresses.debugAddr, endpoints.outlines, readiness)
    return [transport, admin, app.servers(of: endpoints, observability), readiness]
}

/// Where a listener says that it is.
private struct ListenerLine: Sendable {
    let name: String
    let address: String
}

/// Hears only of listeners.
private struct ListenerLogHandler: LogHandler {
    let lines: AsyncStream<ListenerLine>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let message = "\(event.message)"
        guard let end = message.firstRange(of: " listens"), let address = event.metadata?["address"] else { return }
        lines.yield(ListenerLine(name: String(message[..<end.lowerBound]), address: "\(address)"))
    }
}
