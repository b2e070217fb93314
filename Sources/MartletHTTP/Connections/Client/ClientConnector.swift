import Martlet
package import NIOCore
import NIOPosix
package import NIOSSL

/// A handler that says when requests can be sent on its connection.
package protocol ConnectingHandler: ChannelHandler, Sendable {
    /// Done when calls can be sent; failed when the connection ends before. There from when the handler was added until the
    /// connection ends.
    var ready: EventLoopPromise<Self>? { get }
}

/// Opens connections of a client: the socket, TLS, and what else comes before the first call.
package struct ClientConnector: Sendable {
    /// Whom to connect to.
    package let address: ServerAddress

    private let tls: NIOSSLContext?
    private let timeout: Duration

    /// Makes a connector.
    ///
    /// - Parameters:
    ///   - address: Whom to connect to.
    ///   - tls: What TLS needs; `nil` is without.
    ///   - timeout: How long it may take until calls can be sent.
    package init(to address: ServerAddress, tls: NIOSSLContext?, timeout: Duration) {
        self.address = address
        self.tls = tls
        self.timeout = timeout
    }

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - eventLoop: The loop of the connection.
    ///   - makeHandler: Makes what speaks the wire, on that loop; maybe more than once, since a host may have several addresses.
    /// - Returns: The handler, when calls can be sent.
    package func connect<Handler: ConnectingHandler>(
        on eventLoop: any EventLoop,
        _ makeHandler: @escaping @Sendable () -> Handler
    ) -> EventLoopFuture<Handler> {
        let ready = eventLoop.makePromise(of: Handler.self)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName))
                    }
                    try pipeline.addHandler(makeHandler())
                }
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
            try channel.pipeline.syncOperations.handler(type: Handler.self)
        }
        .flatMap { $0.ready?.futureResult ?? eventLoop.makeFailedFuture(ChannelError.eof) }
        .cascade(to: ready)
        let timer = eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            ready.fail(ChannelError.connectTimeout(TimeAmount(timeout)))
        }
        ready.futureResult.whenComplete { result in
            timer.cancel()
            if case .failure = result { connecting.whenSuccess { $0.close(promise: nil) } }
        }
        return ready.futureResult
    }

    /// The name that the server's certificate must be for; none for an address of IP.
    private var serverName: String? {
        guard case .hostname(let host, _) = address.kind, (try? SocketAddress(ipAddress: host, port: 0)) == nil else {
            return nil
        }
        return host
    }
}
