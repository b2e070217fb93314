import Glibc
import Logging
import MartletDiscovery
import MartletEtcd
import RealServers
import ServiceLifecycle
import Testing

/// A process that registers itself and is killed with -9.
@Suite(.requires(.etcd), .timeLimit(.minutes(2))) struct KilledProcessTests {
    private static let prefix = "/services/web"

    /// Registers this process, and kills it.
    private static func registerAndDie(_ url: String) async throws {
        let registry = EtcdRegistry(try client([url]), prefix: prefix, timeToLive: .seconds(6))
        let registrar = Registrar(registry, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        registrar.announce(Instance(host: "127.0.0.1", port: 8_080))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await registrar.run() }
            try await eventually("it is registered") { registrar.isRegistered }
            kill(getpid(), SIGKILL)
        }
    }

    @Test func isGoneWithinItsTime() async throws {
        try await withServer(EtcdServer.self) { server in
            await #expect(processExitsWith: .signal(SIGKILL)) { [url = server.url as String] in
                try await Self.registerAndDie(url)
            }
            try await watching(EtcdResolver(try client([server.url]), prefix: Self.prefix)) { reports in
                _ = try await reports.first { $0.count == 1 }
                let start = ContinuousClock.now
                try await reports.first(of: [], within: .seconds(15))
                // etcd looks for expired leases each half second.
                #expect(start.duration(to: .now) < .seconds(8))
            }
        }
    }
}
