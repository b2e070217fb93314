import Martlet
import MartletDiscovery
import MartletZooKeeper
import NIOSSL
import RealServers
import ServiceLifecycle
import Testing

// One after the other: each starts a Java process, and Netty with TLS takes longest of all to start.
@Suite("ZooKeeper over TLS", .requires(.zooKeeper), .serialized, .timeLimit(.minutes(2))) struct TLSTests {
    private func client(_ address: String, _ tls: TLSConfiguration?) throws -> ZooKeeperClient {
        try ZooKeeperClient(
            servers: [address],
            configuration: .init {
                $0.tls = tls
                $0.sessionTimeout = .seconds(4)
                $0.requestTimeout = .seconds(2)
                $0.connectTimeout = .seconds(2)
            },
            logger: quiet
        )
    }

    private func trusting(_ server: ZooKeeper, asClient: Bool = false) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(server.certificatePath)
        if asClient {
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(server.certificatePath).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: server.keyPath, format: .pem))
        }
        return tls
    }

    private func isFound(with client: ZooKeeperClient) async throws {
        let discovery = Discovery(logger: quiet)
        let instances = discovery.instances(of: ZooKeeperResolver(client, path: "/s"))
        let instance = Instance(host: "10.0.0.1", port: 1)
        let keeper = Keeper(registry: ZooKeeperRegistry(client, path: "/s"), instance: instance)
        try await running([client, discovery, keeper]) {
            try await eventually("it is there") { instances.current.snapshot?.instances.map(\.host) == ["10.0.0.1"] }
        }
    }

    /// - Parameter cause: What the error behind the error says, for the log.
    private func isRefused(_ client: ZooKeeperClient, because cause: String? = nil) async throws {
        let resolver = ZooKeeperResolver(client, path: "/s")
        let discovery = Discovery(logger: quiet)
        let instances = discovery.instances(of: resolver)
        try await running([client, discovery]) {
            let start = ContinuousClock.now
            let error = await #expect(throws: Status.self) { try await resolver.watch { _ in } }
            // The time-out of a request is 2 s.
            #expect(start.duration(to: .now) < .seconds(4))
            #expect(error?.code == .unavailable)
            #expect(error?.message == "there is no connection to ZooKeeper")
            let underlying = error?.underlying.map { "\($0)" } ?? ""
            #expect(underlying.contains(cause ?? ""), "\(underlying)")
            try await eventually("it fails") { instances.current.failure?.code == .unavailable }
            #expect(instances.current.snapshot == nil)
        }
    }

    @Test("with the root, registered and found; without it, or without TLS, a clear error")
    func anonymous() async throws {
        try await withServer(ZooKeeper.self, options: .init(tls: .anonymous)) { server async throws in
            let address = "127.0.0.1:\(server.tlsPort)"
            try await isFound(with: client(address, trusting(server)))
            try await isRefused(
                client(address, .makeClientConfiguration()),
                because: "CERTIFICATE_VERIFY_FAILED"
            )
            try await isRefused(client(address, nil))
            // TLS towards a port without it.
            try await isRefused(client(server.addresses[0], trusting(server)))
        }
    }

    @Test("a trusted certificate of another name than the one that was called is refused")
    func otherName() async throws {
        let options = ZooKeeper.Options(tls: .anonymous, name: "DNS:localhost")
        try await withServer(ZooKeeper.self, options: options) { server async throws in
            try await isFound(with: client("localhost:\(server.tlsPort)", trusting(server)))
            try await isRefused(
                client("127.0.0.1:\(server.tlsPort)", trusting(server)),
                because: "failedToValidateHostname"
            )
        }
    }

    @Test("where clients must show a certificate, only those that do")
    func mutual() async throws {
        try await withServer(ZooKeeper.self, options: .init(tls: .mutual)) { server async throws in
            let address = "127.0.0.1:\(server.tlsPort)"
            try await isFound(with: client(address, trusting(server, asClient: true)))
            try await isRefused(client(address, trusting(server)), because: "ALERT")
        }
    }

    @Test("behind a certificate that is not trusted any more, the last good set stays until there is one that is")
    func otherCertificate() async throws {
        try await withServer(ZooKeeper.self, options: .init(tls: .anonymous)) { server async throws in
            let client = try client("127.0.0.1:\(server.tlsPort)", trusting(server))
            let discovery = Discovery(
                configuration: .init { $0.maximumBackoff = .milliseconds(500) },
                logger: quiet
            )
            let instances = discovery.instances(of: ZooKeeperResolver(client, path: "/s"))
            let instance = Instance(host: "10.0.0.1", port: 1)
            let keeper = Keeper(registry: ZooKeeperRegistry(client, path: "/s"), instance: instance)
            try await running([client, discovery, keeper]) {
                try await eventually("it is there") { instances.current.snapshot?.count == 1 }
                await server.kill()
                try server.putCertificateAway()
                try await server.start()
                try await eventually("the other certificate is noticed") {
                    let cause = instances.current.failure?.underlying.map { "\($0)" } ?? ""
                    return cause.contains("CERTIFICATE_VERIFY_FAILED")
                }
                #expect(instances.current.failure?.code == .unavailable)
                #expect(instances.current.snapshot?.count == 1)
                await server.kill()
                try server.putCertificateBack()
                try await server.start()
                try await eventually("it is there again") {
                    instances.current.snapshot?.count == 1 && instances.current.failure == nil
                }
            }
        }
    }
}
