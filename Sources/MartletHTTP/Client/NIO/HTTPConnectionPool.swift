import Martlet
import MartletHTTP1
import NIOCore

/// The connections of a transport on one event loop.
///
/// `@unchecked Sendable`: everything but the constants is used on `eventLoop` only.
final class HTTPConnectionPool: @unchecked Sendable {
    let eventLoop: any EventLoop

    /// Where the fields of an answer are put while it is read: one at a time.
    let fields: HTTP1FieldTable

    /// The time, counted in checks for idle connections.
    private(set) var tick = 0

    private let pools: HTTPConnectionPools
    private var origins: [String: HTTPOriginConnections] = [:]
    private var checks: RepeatedTask?

    /// How many checks an idle connection lives.
    private static let idleTicks = 4

    init(_ pools: HTTPConnectionPools, on eventLoop: any EventLoop) {
        self.pools = pools
        self.eventLoop = eventLoop
        fields = HTTP1FieldTable(capacity: pools.limits.fieldCount)
    }

    // MARK: Calls

    /// Begins with a call. May be called on any thread.
    func start(_ call: HTTPClientCall, _ continuation: HTTPClientCall.Continuation) {
        if eventLoop.inEventLoop {
            begin(call, continuation)
        } else {
            eventLoop.execute { self.begin(call, continuation) }
        }
    }

    /// Ends a call whose task was cancelled. May be called on any thread.
    func cancel(_ call: HTTPClientCall) {
        eventLoop.execute { self.abandon(call, CancellationError()) }
    }

    private func begin(_ call: HTTPClientCall, _ continuation: HTTPClientCall.Continuation) {
        // It was cancelled before it came here.
        guard !call.isDone else { return continuation.resume(throwing: CancellationError()) }
        call.continuation = continuation
        // It may have become empty, and have been forgotten, since the caller has found it.
        guard !origins.isEmpty || pools.keep(self) else { return call.fail(HTTPClientCall.shutDown) }
        if let deadline = call.deadline {
            // What lies beyond a year would overflow the clock of NIO for the largest values, and is for ever all the same.
            let remaining = TimeAmount(min(deadline.remaining(), .seconds(366 * 86_400)))
            call.timer = eventLoop.scheduleTask(in: remaining) { self.abandon(call, Status(.deadlineExceeded)) }
        }
        do {
            try connections(to: call.origin).begin(call)
        } catch {
            call.fail(error)
        }
    }

    /// Ends a call before its answer is complete.
    func abandon(_ call: HTTPClientCall, _ reason: any Error) {
        guard !call.isDone else { return }
        if let handler = call.handler {
            handler.close()
        } else {
            origins[call.origin]?.drop(call)
        }
        call.fail(reason)
    }

    // MARK: Connections

    private func connections(to origin: String) throws -> HTTPOriginConnections {
        if let connections = origins[origin] { return connections }
        let parsed = try HTTPOrigin(origin)
        let connector = ClientConnector(
            to: parsed.address,
            tls: parsed.isSecure ? try pools.tls() : nil,
            timeout: pools.configuration.connectTimeout
        )
        let connections = HTTPOriginConnections(
            origin,
            connector,
            awaitsTLS: parsed.isSecure,
            limits: pools.limits,
            configuration: pools.configuration,
            in: self
        )
        origins[origin] = connections
        startChecks()
        return connections
    }

    /// Forgets an origin to which there is no connection, nor a call.
    func remove(_ origin: String) {
        origins[origin] = nil
        guard origins.isEmpty else { return }
        checks?.cancel()
        checks = nil
        pools.remove(self)
    }

    private func startChecks() {
        guard checks == nil else { return }
        let interval = TimeAmount(pools.configuration.idleTimeout / Self.idleTicks)
        checks = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
            self?.check()
        }
    }

    private func check() {
        tick += 1
        for origin in Array(origins.values) { origin.closeIdle(since: tick - Self.idleTicks) }
    }

    func shutDown() {
        for origin in Array(origins.values) { origin.shutDown() }
    }
}
