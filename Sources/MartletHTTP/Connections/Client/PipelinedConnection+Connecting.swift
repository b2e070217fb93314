import Martlet
import NIOCore
import NIOPosix
import NIOSSL

extension PipelinedConnection {
    /// Opens the connection, TLS and what else comes before the first call included; then ``connected(_:)`` or ``failed(_:)``
    /// is called.
    func connect() {
        let ready = eventLoop.makePromise(of: Handler.self)
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
            try channel.pipeline.syncOperations.handler(type: Handler.self)
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
        if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: hostname)) }
        let handler = Handler(configuration) { [weak self] in self?.lost($0) }
        try pipeline.addHandler(handler)
    }

    /// The name that the server's certificate must be for; none for an address of IP.
    private var hostname: String? {
        guard case .hostname(let host, _) = address.kind, (try? SocketAddress(ipAddress: host, port: 0)) == nil else {
            return nil
        }
        return host
    }
}
