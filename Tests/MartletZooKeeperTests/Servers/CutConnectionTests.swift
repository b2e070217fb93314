import Martlet
import MartletDiscovery
import MartletZooKeeper
import MartletZooKeeperProtocol
import RealServers
import ServiceLifecycle
import Testing

/// The network between a process and its server is gone for longer than the session; both go on living.
@Suite(.requires(.zooKeeper), .requires(.relay), .timeLimit(.minutes(2))) struct CutConnectionTests {
    @Test func isRegisteredAndFoundAgain() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            try await withServer(Relay.self, options: .init(to: server.ports[0])) { relay async throws in
                let cut = try makeClient(
                    ["127.0.0.1:\(relay.port)"],
                    sessionTimeout: .seconds(2),
                    requestTimeout: .seconds(1)
                )
                let whole = try makeClient(server.addresses)
                let discovery = Discovery(
                    configuration: .init { $0.maximumBackoff = .milliseconds(500) },
                    logger: quiet
                )
                let behind = discovery.instances(of: ZooKeeperResolver(cut, path: "/s"))
                let here = discovery.instances(of: ZooKeeperResolver(whole, path: "/s"))
                let keeper = Keeper(
                    registry: ZooKeeperRegistry(cut, path: "/s"),
                    instance: Instance(host: "10.0.0.1", port: 1)
                )
                try await running([cut, whole, discovery, keeper]) {
                    try await eventually("both see it") {
                        behind.current.snapshot?.count == 1 && here.current.snapshot?.count == 1
                    }
                    relay.suspend()
                    try await eventually("its session is over") { here.current.snapshot?.count == 0 }
                    try await eventually("it is noticed on the other side") { behind.current.failure != nil }
                    #expect(behind.current.snapshot?.count == 1)
                    relay.resume()
                    try await eventually("it is there again") {
                        here.current.snapshot?.count == 1 && behind.current.snapshot?.count == 1
                            && behind.current.failure == nil
                    }
                }
            }
        }
    }

    @Test("who takes the id during a short cut takes the registration, and that is noticed")
    func isTakenMeanwhile() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            try await withServer(Relay.self, options: .init(to: server.ports[0])) { relay async throws in
                let cut = try makeClient(["127.0.0.1:\(relay.port)"], sessionTimeout: .seconds(20))
                let whole = try makeClient(server.addresses)
                let instance = Instance(host: "10.0.0.1", port: 1)
                let node = "/s/\(instance.id)"
                let (confirmed, confirm) = AsyncStream<Void>.makeStream()
                try await running([cut, whole]) {
                    try await withThrowingTaskGroup(of: Void.self) { tasks in
                        tasks.addTask {
                            let error = await #expect(throws: Status.self) {
                                try await ZooKeeperRegistry(cut, path: "/s").keep(instance) { confirm.yield() }
                            }
                            #expect(error?.code == .unavailable)
                            #expect(error?.message == "the node of the instance belongs to another session")
                        }
                        var confirmations = confirmed.makeAsyncIterator()
                        await confirmations.next()
                        relay.suspend()
                        _ = try await whole.send(.delete(path: node))
                        _ = try await whole.send(
                            .create(path: node, data: [], access: ZooKeeperAccess.open.entries, isEphemeral: true)
                        )
                        relay.resume()
                        try await tasks.waitForAll()
                    }
                }
            }
        }
    }
}
