import Glibc
import MartletDiscovery
import MartletZooKeeper
import RealServers
import ServiceLifecycle
import Testing

/// A process that registers itself and is killed with -9.
@Suite(.requires(.zooKeeper), .timeLimit(.minutes(2))) struct KilledProcessTests {
    /// Registers this process, and kills it.
    private static func registerAndDie(_ address: String) async throws {
        let client = try makeClient([address], sessionTimeout: .seconds(2))
        let registrar = Registrar(ZooKeeperRegistry(client, path: "/s"), logger: quiet)
        registrar.announce(Instance(host: "127.0.0.1", port: 8_080))
        try await running([client, registrar]) {
            try await eventually("it is registered") { registrar.isRegistered }
            kill(getpid(), SIGKILL)
        }
    }

    @Test func isGoneWithinItsSession() async throws {
        try await withServer(ZooKeeper.self) { server in
            await #expect(processExitsWith: .signal(SIGKILL)) { [address = server.addresses[0] as String] in
                try await Self.registerAndDie(address)
            }
            let watcher = try makeClient(server.addresses)
            let discovery = Discovery(logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(watcher, path: "/s"))
            try await running([watcher, discovery]) {
                try await eventually("it is there") { instances.current.snapshot?.count == 1 }
                let start = ContinuousClock.now
                try await eventually("it is gone") { instances.current.snapshot?.count == 0 }
                #expect(start.duration(to: .now) < .seconds(4))
            }
        }
    }
}
