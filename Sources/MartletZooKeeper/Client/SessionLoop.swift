import Logging
import Martlet
import MartletDiscovery
import MartletZooKeeperProtocol
import NIOCore
import NIOPosix
import NIOSSL

/// Does what the session wants, for as long as the client runs.
struct SessionLoop {
    private let client: ZooKeeperClient
    private let eventLoop: any EventLoop
    private var session: ZooKeeperSession
    private var connection = 0
    private var wakeUps = WakeUps()
    private var timer: Scheduled<Void>?
    /// What the network or TLS has said of the connection as it ended.
    private var cause: (any Error)?
    private var generator = SystemRandomNumberGenerator()

    init(_ client: ZooKeeperClient) {
        self.client = client
        eventLoop = client.group.next()
        session = ZooKeeperSession(
            ZooKeeperSession.Settings(
                servers: client.addresses.count,
                sessionTimeout: client.configuration.sessionTimeout,
                connectTimeout: client.configuration.connectTimeout,
                credentials: client.configuration.credentials?.bytes
            )
        )
    }

    /// Ends when the session has been stopped, or at once when the task is cancelled.
    consuming func run() async {
        var loop = self
        var goesOn = loop.handle(.started)
        if goesOn {
            for await input in loop.client.inputs {
                goesOn = loop.take(input)
                guard goesOn else { break }
            }
        }
        loop.timer?.cancel()
    }

    private mutating func take(_ input: ZooKeeperClient.Input) -> Bool {
        switch input {
        case .connected(let number):
            return number == connection ? handle(.connected) : true
        case .received(let number, let bytes):
            guard number == connection else { return true }
            defer { client.connections.channel?.triggerUserOutboundEvent(ConnectionHandler.ChunkDone(), promise: nil) }
            return handle(.received(bytes))
        case .closed(let number, let error):
            guard number == connection else { return true }
            cause = error
            connection = client.connections.begin()
            return handle(.closed)
        case .wokeUp(let number):
            return wakeUps.wentOff(number) ? handle(.wokeUp) : true
        case .requested(let id, let request): return handle(.requested(id, request))
        case .cancelled(let id): return handle(.cancelled(id))
        case .stopped: return handle(.stopped)
        }
    }

    private mutating func handle(_ event: ZooKeeperSession.Event) -> Bool {
        let now = Duration.nanoseconds(Int64(clamping: NIODeadline.now().uptimeNanoseconds))
        var goesOn = true
        for action in session.handle(event, at: now, using: &generator) {
            if action == .ended { goesOn = false }
            perform(action)
        }
        schedule(after: now)
        return goesOn
    }

    private mutating func perform(_ action: ZooKeeperSession.Action) {
        let requests = client.requests
        switch action {
        case .connect(let server):
            connect(to: client.addresses[server])
        case .disconnect:
            connection = client.connections.begin()
        case .send(let bytes):
            client.connections.channel?.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        case .answer(let id, let result):
            _ = requests.finish(id, result.mapError { $0 })
        case .changed(let event):
            for watch in requests.watches { watch.add(event) }
        case .established(let session, let isNew):
            requests.session = session
            requests.loss = nil
            client.logger.info("ZooKeeper session", metadata: ["is_new": "\(isNew)"])
        case .lost(let reason):
            // Once it is known that there is no connection, the attempts that follow are for the curious.
            let level: Logger.Level = requests.loss == nil ? .warning : .debug
            let loss = ConnectionLoss(reason: reason, cause: cause)
            client.logger.log(level: level, "no connection to ZooKeeper", metadata: ["error": "\(loss)"])
            requests.loss = loss
            for watch in requests.watches { watch.addEverything() }
        case .expired:
            requests.session = 0
            client.logger.warning("ZooKeeper session expired")
            for watch in requests.watches { watch.addEverything() }
        case .refusedCredentials:
            client.logger.error("ZooKeeper does not take the credentials")
        case .ended:
            requests.session = 0
        }
    }

    private mutating func connect(to address: Instance) {
        let (client, number) = (client, client.connections.begin())
        connection = number
        cause = nil
        let (input, tls) = (client.input, client.tls)
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.nanoseconds(client.configuration.connectTimeout.clampedNanoseconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        // Certificates of addresses are not sent for by name.
                        let isName = (try? SocketAddress(ipAddress: address.host, port: 0)) == nil
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: isName ? address.host : nil)
                        )
                    }
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(number: number, input: input))
                }
            }
            .connect(host: address.host, port: Int(address.port))
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    client.connections.take(channel, of: number)
                    input.yield(.connected(number))
                case .failure(let error):
                    input.yield(.closed(number, error))
                }
            }
    }

    /// Sets the timer, unless it goes off early enough anyway.
    private mutating func schedule(after now: Duration) {
        guard let time = session.nextWakeUp, let number = wakeUps.want(at: time) else { return }
        timer?.cancel()
        let input = client.input
        let delay = max(.milliseconds(1), time - now).clampedNanoseconds
        timer = eventLoop.scheduleTask(in: .nanoseconds(delay)) { _ = input.yield(.wokeUp(number)) }
    }
}

extension Duration {
    /// In nanoseconds, as far as that goes.
    var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !isTooLarge else { return seconds < 0 ? .min : .max }
        let (sum, overflow) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow ? .max : sum
    }
}
