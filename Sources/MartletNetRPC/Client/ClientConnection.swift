import Martlet
import MartletHTTP
import NIOCore
import NIOPosix
import NIOSSL

/// The place of one connection, which is opened when there is a call for it.
///
/// `@unchecked Sendable`: everything but the constants is used on `eventLoop` only.
final class ClientConnection: @unchecked Sendable {
    private enum State {
        case idle
        /// Calls wait for the connection.
        case connecting([ClientCall])
        case connected(ClientConnectionHandler)
        case closed
    }

    private let address: ServerAddress
    private let configuration: NetRPCClient.Configuration
    private let tls: NIOSSLContext?
    private let eventLoop: any EventLoop
    private var state = State.idle
    private var failureCount = 0
    private var retryTime = NIODeadline.uptimeNanoseconds(0)
    private var lastFailure: (any Error)?

    init(
        to address: ServerAddress,
        configuration: NetRPCClient.Configuration,
        tls: NIOSSLContext?,
        on eventLoop: any EventLoop
    ) {
        self.address = address
        self.configuration = configuration
        self.tls = tls
        self.eventLoop = eventLoop
    }

    // MARK: Calls

    /// Sends a call, now or when there is a connection.
    func submit<Request, Response>(
        _ call: TypedClientCall<Request, Response>,
        _ continuation: CheckedContinuation<Response, any Error>
    ) {
        eventLoop.execute {
            guard !call.isDone else { return continuation.resume(throwing: CancellationError()) }
            call.continuation = continuation
            if let deadline = call.deadline {
                call.timer = self.eventLoop.scheduleTask(in: TimeAmount(deadline.remaining())) {
                    self.drop(call)
                    call.fail(.deadlineExceeded)
                }
            }
            self.send(call)
        }
    }

    /// Ends a call whose task was cancelled.
    func cancel(_ call: ClientCall) {
        eventLoop.execute {
            self.drop(call)
            call.isDone = true
            call.fail(CancellationError())
        }
    }

    private func send(_ call: ClientCall) {
        switch state {
        case .connected(let handler):
            handler.send(call)
        case .connecting(var waiting):
            guard waiting.count < configuration.callCount else {
                return call.fail(
                    Status(.resourceExhausted, "too many calls wait for a connection", delivery: .rejected)
                )
            }
            state = .idle
            waiting.append(call)
            state = .connecting(waiting)
        case .closed:
            call.fail(.unavailable, "the client is closed")
        case .idle:
            guard NIODeadline.now() >= retryTime else {
                return call.fail(.unavailable, "there is no connection to \(address)", cause: lastFailure)
            }
            state = .connecting([call])
            connect()
        }
    }

    /// Forgets a call: nobody waits for its reply any more.
    private func drop(_ call: ClientCall) {
        switch state {
        case .connected(let handler): handler.drop(call)
        case .connecting(let waiting): state = .connecting(waiting.filter { $0 !== call })
        case .idle, .closed: break
        }
    }

    // MARK: Connecting

    private func connect() {
        let ready = eventLoop.makePromise(of: ClientConnectionHandler.self)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.initialize(channel) }
            }
        let connecting: EventLoopFuture<any Channel> =
            switch address.kind {
            case .hostname(let host, let port):
                bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
            case .unixDomainSocket(let path):
                bootstrap.connect(unixDomainSocketPath: path)
            }
        // A host may have several addresses: how the attempts end that were not chosen says nothing.
        connecting.flatMapThrowing { channel in
            try channel.pipeline.syncOperations.handler(type: ClientConnectionHandler.self)
        }
        .flatMap { $0.ready?.futureResult ?? self.eventLoop.makeFailedFuture(ChannelError.eof) }
        .cascade(to: ready)
        let timer = eventLoop.scheduleTask(in: TimeAmount(configuration.connectTimeout)) {
            ready.fail(Status(.unavailable, "connecting took too long"))
        }
        ready.futureResult.whenComplete { result in
            timer.cancel()
            switch result {
            case .success(let handler): self.connected(handler)
            case .failure(let error):
                connecting.whenSuccess { $0.close(promise: nil) }
                self.failed(error)
            }
        }
    }

    private func initialize(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            let host: String? =
                if case .hostname(let host, _) = address.kind, (try? SocketAddress(ipAddress: host, port: 0)) == nil {
                    host
                } else {
                    nil
                }
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: host))
        }
        let handler = ClientConnectionHandler(configuration) { [weak self] in
            self?.lost($0)
        }
        try pipeline.addHandler(handler)
    }

    private func connected(_ handler: ClientConnectionHandler) {
        guard case .connecting(let waiting) = state else { return handler.close() }
        failureCount = 0
        state = .connected(handler)
        for call in waiting where !call.isDone { handler.send(call) }
    }

    private func failed(_ error: any Error) {
        guard case .connecting(let waiting) = state else { return }
        state = .idle
        lastFailure = error
        failureCount += 1
        let factor = 1 << min(failureCount - 1, 16)
        let wait = min(configuration.backoff * factor, configuration.maximumBackoff)
        // Half of it is left to chance, so that the clients of a server that comes back do not come all at once.
        retryTime = .now() + TimeAmount(wait * Double.random(in: 0.5...1))
        for call in waiting { call.fail(.unavailable, "cannot connect to \(address)", cause: error) }
    }

    private func lost(_ handler: ClientConnectionHandler) {
        if case .connected(handler) = state { state = .idle }
    }

    func close() async {
        let done = eventLoop.makePromise(of: Void.self)
        eventLoop.execute {
            let old = self.state
            self.state = .closed
            switch old {
            case .connected(let handler): handler.close()
            case .connecting(let waiting): for call in waiting { call.fail(.unavailable, "the client is closed") }
            case .idle, .closed: break
            }
            done.succeed()
        }
        try? await done.futureResult.get()
    }
}

private func ~= (handler: ClientConnectionHandler, other: ClientConnectionHandler) -> Bool {
    handler === other
}
