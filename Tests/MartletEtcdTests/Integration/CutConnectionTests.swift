import Logging
import MartletDiscovery
import MartletEtcd
import RealServers
import ServiceLifecycle
import Testing

/// The network between a process and its server is gone for longer than the lease; both go on living.
@Suite(.requires(.etcd), .requires(.relay), .timeLimit(.minutes(2))) struct CutConnectionTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func isRegisteredAndFoundAgain() async throws {
        try await withServer(EtcdServer.self) { server in
            try await withServer(Relay.self, options: .init(to: server.port)) { relay in
                let cut = try client(["http://127.0.0.1:\(relay.port)"], timeout: .seconds(1))
                let whole = try client([server.url])
                let discovery = Discovery(
                    configuration: .init { $0.maximumBackoff = .milliseconds(500) },
                    logger: logger
                )
                let here = discovery.instances(of: EtcdResolver(whole, prefix: "/s"))
                let registrar = Registrar(
                    EtcdRegistry(cut, prefix: "/s", timeToLive: .seconds(3)),
                    configuration: .init {
                        $0.drainDelay = .zero
                        $0.maximumBackoff = .milliseconds(500)
                    },
                    logger: logger
                )
                registrar.announce(Instance(host: "10.0.0.1", port: 1))
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await discovery.run() }
                    tasks.addTask { try await registrar.run() }
                    try await eventually("it is there") { here.current.snapshot?.count == 1 }
                    relay.suspend()
                    try await eventually("its lease is over") { here.current.snapshot?.count == 0 }
                    try await eventually("it is noticed on the other side") { !registrar.isRegistered }
                    relay.resume()
                    try await eventually("it is there again") { here.current.snapshot?.count == 1 }
                    tasks.cancelAll()
                }
            }
        }
    }
}
