import Martlet
package import NIOCore
package import NIOSSL

/// The place of one connection of a client, which is opened when there is a call for it, and again when it was lost.
///
/// What every call passes through is inlinable, so that it is compiled for the handler of the wire.
///
/// `@unchecked Sendable`: everything but the constants is used on `eventLoop` only.
package final class PipelinedConnection<Handler: PipelinedHandler>: @unchecked Sendable {
    package enum State {
        case idle
        /// Calls wait for the connection.
        case connecting([Handler.Call])
        case connected(Handler)
        case closed
    }

    package let eventLoop: any EventLoop
    package var state = State.idle
    private let configuration: Handler.Configuration
    private let connector: ClientConnector
    private var failureCount = 0
    private var retryTime = NIODeadline.uptimeNanoseconds(0)
    private var lastFailure: (any Error)?

    package init(
        to address: ServerAddress,
        configuration: Handler.Configuration,
        tls: NIOSSLContext?,
        on eventLoop: any EventLoop
    ) {
        self.configuration = configuration
        connector = ClientConnector(to: address, tls: tls, timeout: configuration.connectTimeout)
        self.eventLoop = eventLoop
    }

    // MARK: Calls

    /// Sends a call, now or when there is a connection, and ends it at its deadline. Called on the loop.
    @inlinable
    package func begin(_ call: Handler.Call) {
        if let deadline = call.deadline {
            call.timer = eventLoop.scheduleTask(in: TimeAmount(deadline.remaining())) {
                self.drop(call)
                call.fail(.deadlineExceeded)
            }
        }
        if case .connected(let handler) = state { handler.send(call) } else { hold(call) }
    }

    /// Ends a call whose task was cancelled.
    @inlinable
    package func cancel(_ call: Handler.Call) {
        eventLoop.execute {
            guard !call.isDone else { return }
            self.drop(call)
            call.isDone = true
            call.fail(CancellationError())
        }
    }

    /// Keeps a call until there is a connection.
    package func hold(_ call: Handler.Call) {
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
                return call.fail(.unavailable, "there is no connection to \(connector.address)", cause: lastFailure)
            }
            state = .connecting([call])
            connect()
        }
    }

    /// Forgets a call: nobody waits for its answer any more.
    package func drop(_ call: Handler.Call) {
        switch state {
        case .connected(let handler): handler.drop(call)
        case .connecting(let waiting): state = .connecting(waiting.filter { $0 !== call })
        case .idle, .closed: break
        }
    }

    // MARK: The connection

    private func connect() {
        connector.connect(on: eventLoop) { [configuration] in
            Handler(configuration) { [weak self] in self?.lost($0) }
        }
        .whenComplete { result in
            switch result {
            case .success(let handler): self.connected(handler)
            case .failure(let error): self.failed(error)
            }
        }
    }

    private func connected(_ handler: Handler) {
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
        for call in waiting { call.fail(.unavailable, "cannot connect to \(connector.address)", cause: error) }
    }

    private func lost(_ handler: Handler) {
        if case .connected(let current) = state, current === handler { state = .idle }
    }

    /// Closes it for good; calls on it fail, and so do those that come after.
    package func close() async {
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
