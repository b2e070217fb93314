import Martlet
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The connections of a client: makes them, gives calls a place on one, and lets go of those that have gone.
final class ConnectionPool: Sendable {
    private let target: GRPCTarget
    private let configuration: GRPCClient.Configuration
    private let group: any EventLoopGroup
    private let settings: ClientConnectionSettings
    private let tls: Result<NIOSSLContext, any Error>?
    private let state: Mutex<PoolState>

    init(_ target: GRPCTarget, _ configuration: GRPCClient.Configuration, group: any EventLoopGroup) {
        self.target = target
        self.configuration = configuration
        self.group = group
        settings = ClientConnectionSettings(configuration)
        tls = configuration.tls.map { tls in
            var tls = tls
            tls.applicationProtocols = ["h2"]
            let final = tls
            return Result { try NIOSSLContext(configuration: final) }
        }
        state = Mutex(
            PoolState(
                connectionCount: configuration.connectionCount,
                waitingCallCount: configuration.waitingCallCount,
                pause: configuration.reconnectPause
            )
        )
    }

    deinit {
        shutDown()
    }

    // MARK: Places

    /// A connection with a place for one call, which is given back by ``release(_:)``.
    ///
    /// - Throws: `unavailable` when there is none and none could be made; `deadlineExceeded`; `CancellationError`.
    func take(until deadline: Deadline?) async throws -> ClientConnection {
        switch state.withLock({ $0.take(now: .now) }) {
        case .use(let connection): return connection
        case .refuse(let status): throw status
        case .wait: return try await wait(until: deadline)
        }
    }

    private func wait(until deadline: Deadline?) async throws -> ClientConnection {
        let number = state.withLock { $0.nextNumber() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(number, continuation, until: deadline)
            }
        } onCancel: {
            state.withLock { $0.removeWaiting(number) }?.resume(.failure(CancellationError()))
        }
    }

    private func enqueue(
        _ number: UInt64,
        _ continuation: CheckedContinuation<ClientConnection, any Error>,
        until deadline: Deadline?
    ) {
        if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
        let timer = deadline.map { deadline in
            group.any().scheduleTask(in: max(TimeAmount(deadline.remaining()), .nanoseconds(0))) { [weak self] in
                self?.expire(number)
                return
            }
        }
        let call = WaitingCall(number: number, continuation: continuation, timer: timer)
        // A place may have become free since the first look.
        let decision = state.withLock { state in
            let decision = state.take(now: .now)
            if case .wait = decision { state.append(call) }
            return decision
        }
        switch decision {
        case .use(let connection): return call.resume(.success(connection))
        case .refuse(let status): return call.resume(.failure(status))
        case .wait: openIfNeeded()
        }
        // The cancellation may have come between the look and the append.
        if Task.isCancelled { state.withLock { $0.removeWaiting(number) }?.resume(.failure(CancellationError())) }
    }

    private func expire(_ number: UInt64) {
        let status = Status(.deadlineExceeded, "the deadline passed before there was a connection", delivery: .rejected)
        state.withLock { $0.removeWaiting(number) }?.resume(.failure(status))
    }

    /// Gives a place back.
    func release(_ connection: ClientConnection) {
        state.withLock { $0.release(connection) }?.resume(.success(connection))
    }

    // MARK: What connections tell

    func opened(_ connection: ClientConnection, streamCount: Int) {
        let calls = state.withLock { $0.opened(connection, streamCount: streamCount) }
        for call in calls { call.resume(.success(connection)) }
        if state.withLock({ $0.isShutDown }) { connection.leave() }
        openIfNeeded()
    }

    func changed(_ connection: ClientConnection, streamCount: Int) {
        for call in state.withLock({ $0.changed(connection, streamCount: streamCount) }) {
            call.resume(.success(connection))
        }
    }

    func removed(_ connection: ClientConnection) {
        state.withLock { $0.removed(connection) }
        openIfNeeded()
    }

    func failed(_ connection: ClientConnection?, _ error: any Error) {
        var status = Status(.unavailable, "no connection to \(target)", delivery: .unprocessed, underlying: error)
        if let known = error as? Status { status.message += ": \(known.message)" }
        let calls = state.withLock { state in
            state.failed(connection, status, now: .now, random: .random(in: 0...1))
        }
        for call in calls { call.resume(.failure(status)) }
    }

    // MARK: Making connections

    private func openIfNeeded() {
        guard state.withLock({ $0.shouldOpen() }) else { return }
        let eventLoop = group.next()
        let connection = ClientConnection(eventLoop: eventLoop, settings: settings, pool: self)
        state.withLock { $0.begun(connection) }
        let timeout = TimeAmount(configuration.connectTimeout)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelInitializer { [tls, name = configuration.serverName ?? target.hostname] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls.get(), serverHostname: name)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    connection.connectTimer = channel.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
                        connection.close(Status(.unavailable, "the server does not answer"))
                    }
                    try channel.pipeline.syncOperations.addHandlers(connection.handlers)
                }
            }
        let connected =
            switch target.kind {
            case .hostname(let host, let port): bootstrap.connect(host: host, port: port)
            case .unixDomainSocket(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        connected.whenFailure { error in
            // A connection that came to stand tells of its end itself, and only once.
            if connection.failure == nil { connection.failure = Status(.unavailable, Self.text(of: error)) }
            if connection.context == nil { connection.failedToConnect() }
        }
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError: "\(error)"
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { text(of: $0.error) } ?? "the name cannot be looked up"
        case ChannelError.connectTimeout: "the server does not answer"
        default: "\(error)"
        }
    }

    // MARK: The end

    /// Refuses further calls, and closes the connections as soon as the calls on them have ended.
    func shutDown() {
        let (calls, connections) = state.withLock { $0.shutDown() }
        for call in calls { call.resume(.failure(PoolState.shutDown)) }
        for connection in connections { connection.run { connection.leave() } }
    }
}

extension ClientConnection {
    /// There will be no channel.
    func failedToConnect() {
        guard phase == .opening || phase == .leaving else { return }
        let wasOpening = phase == .opening
        phase = .closed
        connectTimer?.cancel()
        if wasOpening { pool?.failed(self, failure ?? Status(.unavailable)) }
    }
}
