import Martlet
import MartletDiscovery
import MartletZooKeeper
import NIOSSL
import RealServers
import ServiceLifecycle
import Testing

@Suite("ZooKeeper over TLS", .requires(.zooKeeper), .timeLimit(.minutes(2))) struct TLSTests {
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

    private func isRefused(_ client: ZooKeeperClient) async throws {
        let discovery = Discovery(logger: quiet)
        let instances = discovery.instances(of: ZooKeeperResolver(client, path: "/s"))
        try await running([client, discovery]) {
            try await eventually("it fails") { instances.current.failure?.code == .unavailable }
            #expect(instances.current.snapshot == nil)
        }
    }

    @Test("with the root, registered and found; without it, or without TLS, a clear error")
    func anonymous() async throws {
        try await withServer(ZooKeeper.self, options: .init(tls: .anonymous)) { server async throws in
            let address = "127.0.0.1:\(server.tlsPort)"
            try await isFound(with: client(address, trusting(server)))
            try await isRefused(client(address, .makeClientConfiguration()))
            try await isRefused(client(address, nil))
            // TLS towards a port without it.
            try await isRefused(client(server.addresses[0], trusting(server)))
        }
    }

    @Test("where clients must show a certificate, only those that do")
    func mutual() async throws {
        try await withServer(ZooKeeper.self, options: .init(tls: .mutual)) { server async throws in
            let address = "127.0.0.1:\(server.tlsPort)"
            try await isFound(with: client(address, trusting(server, asClient: true)))
            try await isRefused(client(address, trusting(server)))
        }
    }
}
