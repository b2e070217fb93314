import Martlet
import MartletHTTP1
import NIOCore

/// The connections to one server on one event loop, and the calls that wait for one. On that loop only.
final class HTTPOriginConnections {
    private let origin: String
    private let connector: ClientConnector
    private let awaitsTLS: Bool
    private let limits: HTTP1Limits
    private let configuration: NIOHTTPTransport.Configuration
    /// It refers to this in turn, until there is neither a connection nor a call.
    private let pool: HTTPConnectionPool

    /// The last that was used is the next to be: those that are not needed grow old.
    private var idle: [HTTP1ClientHandler] = []
    private var waiting = CircularBuffer<HTTPClientCall>()
    private var open: [ObjectIdentifier: HTTP1ClientHandler] = [:]
    private var connectingCount = 0
    private var isShutDown = false

    init(
        _ origin: String,
        _ connector: ClientConnector,
        awaitsTLS: Bool,
        limits: HTTP1Limits,
        configuration: NIOHTTPTransport.Configuration,
        in pool: HTTPConnectionPool
    ) {
        self.origin = origin
        self.connector = connector
        self.awaitsTLS = awaitsTLS
        self.limits = limits
        self.configuration = configuration
        self.pool = pool
    }

    // MARK: Calls

    /// Sends a call, now or when there is a connection.
    func begin(_ call: HTTPClientCall) throws {
        if let handler = idle.popLast() { return handler.send(call) }
        guard waiting.count < max(1, configuration.waitingCount) else {
            throw Status(.resourceExhausted, "too many requests wait for a connection", delivery: .rejected)
        }
        waiting.append(call)
        connectIfNeeded()
    }

    /// Forgets a call that waits.
    func drop(_ call: HTTPClientCall) {
        waiting.removeAll { $0 === call }
        removeIfUnused()
    }

    // MARK: Connections

    private func connectIfNeeded() {
        guard waiting.count > connectingCount, open.count + connectingCount < max(1, configuration.connectionCount)
        else {
            return
        }
        connectingCount += 1
        let (pool, limits, awaitsTLS) = (pool, limits, awaitsTLS)
        connector.connect(on: pool.eventLoop) {
            HTTP1ClientHandler(limits: limits, fields: pool.fields, awaitsTLS: awaitsTLS)
        }
        .assumeIsolated()
        .whenComplete { result in
            self.connectingCount -= 1
            switch result {
            case .success(let handler): self.connected(handler)
            case .failure(let error): self.failed(error)
            }
        }
    }

    private func connected(_ handler: HTTP1ClientHandler) {
        open[ObjectIdentifier(handler)] = handler
        handler.connections = self
        if isShutDown { handler.close() } else { release(handler) }
    }

    /// One attempt stands for one call. Others that wait may fare better: the server may have several addresses.
    private func failed(_ error: any Error) {
        waiting.popFirst()?.fail(error)
        connectIfNeeded()
        removeIfUnused()
    }

    /// Takes a connection back on which another request may be sent.
    func release(_ handler: HTTP1ClientHandler) {
        if let call = waiting.popFirst() { return handler.send(call) }
        handler.idleSince = pool.tick
        idle.append(handler)
    }

    /// Forgets a connection that has ended.
    func closed(_ handler: HTTP1ClientHandler) {
        open[ObjectIdentifier(handler)] = nil
        idle.removeAll { $0 === handler }
        connectIfNeeded()
        removeIfUnused()
    }

    private func removeIfUnused() {
        if open.isEmpty, connectingCount == 0, waiting.isEmpty { pool.remove(origin) }
    }

    /// Closes what nobody has used since a check of the pool.
    func closeIdle(since tick: Int) {
        for handler in idle where handler.idleSince <= tick { handler.close() }
    }

    func shutDown() {
        isShutDown = true
        let calls = waiting
        waiting.removeAll()
        for call in calls { call.fail(HTTPClientCall.shutDown) }
        for handler in Array(open.values) { handler.shutDown() }
        removeIfUnused()
    }

    /// How what the reader of a body does comes to its connection.
    func abandon(_ call: HTTPClientCall) {
        pool.abandon(call, CancellationError())
    }
}
