import Martlet
import MartletHTTP1
import NIOCore
import NIOSSL
import Synchronization

/// The pools of a transport, one for each event loop that has connections.
final class HTTPConnectionPools: Sendable {
    private struct State {
        /// Those that have connections, by their loops; seldom there are two of one loop for a while.
        var pools: [ObjectIdentifier: [HTTPConnectionPool]] = [:]
        var tls: NIOSSLContext?
        var isShutDown = false
    }

    let configuration: NIOHTTPTransport.Configuration
    let limits: HTTP1Limits
    private let eventLoops: [any EventLoop]
    private let state = Mutex(State())

    init(_ configuration: NIOHTTPTransport.Configuration) {
        self.configuration = configuration
        let eventLoops = Array(configuration.eventLoopGroup.makeIterator())
        self.eventLoops = eventLoops.isEmpty ? [configuration.eventLoopGroup.next()] : eventLoops
        limits = HTTP1Limits(
            headBytes: configuration.headByteCount,
            fieldCount: configuration.fieldCount,
            // What is too large for whom is for each call to say.
            bodyBytes: Int.max - 1,
            trailerBytes: configuration.headByteCount,
            totalChunkExtensionBytes: 64 * 1_024
        )
    }

    /// The pool for a request.
    ///
    /// - Parameters:
    ///   - origin: Where the request goes.
    ///   - current: The loop that the caller is on, if it is on any. Who is not shares the connections of one loop with
    ///     all the others who are not: spread over the loops they would open one connection on each.
    func pool(to origin: String, from current: (any EventLoop)?) throws -> HTTPConnectionPool {
        let eventLoop = current ?? eventLoops[Int(UInt(bitPattern: origin.hashValue) % UInt(eventLoops.count))]
        return try state.withLock { state in
            guard !state.isShutDown else { throw HTTPClientCall.shutDown }
            if let pool = state.pools[ObjectIdentifier(eventLoop)]?.first { return pool }
            let pool = HTTPConnectionPool(self, on: eventLoop)
            state.pools[ObjectIdentifier(eventLoop)] = [pool]
            return pool
        }
    }

    /// Knows a pool again that gets connections.
    ///
    /// - Returns: Whether it may have any.
    func keep(_ pool: HTTPConnectionPool) -> Bool {
        state.withLock { state in
            guard !state.isShutDown else { return false }
            let id = ObjectIdentifier(pool.eventLoop)
            let known = state.pools[id] ?? []
            if !known.contains(where: { $0 === pool }) { state.pools[id] = known + [pool] }
            return true
        }
    }

    /// Forgets a pool without connections: its loop may end, and nothing may be scheduled on one that has ended.
    func remove(_ pool: HTTPConnectionPool) {
        state.withLock { state in
            let id = ObjectIdentifier(pool.eventLoop)
            let others = state.pools[id]?.filter { $0 !== pool } ?? []
            state.pools[id] = others.isEmpty ? nil : others
        }
    }

    /// What all connections with TLS share. Made when the first one is needed.
    func tls() throws -> NIOSSLContext {
        try state.withLock { state in
            if let made = state.tls { return made }
            var tls = configuration.tls
            if tls.applicationProtocols.isEmpty { tls.applicationProtocols = ["http/1.1"] }
            let made = try NIOSSLContext(configuration: tls)
            state.tls = made
            return made
        }
    }

    /// - Returns: What is done when the connections of each loop are closed.
    func shutDown() -> [EventLoopFuture<Void>] {
        let pools = state.withLock { state in
            state.isShutDown = true
            defer { state.pools = [:] }
            return state.pools.values.flatMap(\.self)
        }
        return pools.map { pool in pool.eventLoop.submit { pool.shutDown() } }
    }
}
