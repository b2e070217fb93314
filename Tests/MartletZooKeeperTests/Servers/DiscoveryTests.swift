import Martlet
import MartletDiscovery
import MartletZooKeeper
import MartletZooKeeperProtocol
import RealServers
import ServiceLifecycle
import Testing

@Suite(.requires(.zooKeeper)) struct DiscoveryTests {
    private func wait(_ instances: Instances, for count: Int, within limit: Duration = .seconds(20)) async throws {
        try await eventually("there are \(count) instances", within: limit) {
            instances.current.snapshot?.count == count
        }
    }

    @Test("a thousand instances are found, join and leave; plain text is read, what is none is left out")
    func thousand() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let client = try makeClient(server.addresses)
            let discovery = Discovery(logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(client, path: "/many"))
            try await running([client, discovery]) {
                try await wait(instances, for: 0)
                let start = ContinuousClock.now
                for number in 0..<1000 {
                    let address = "10.0.\(number / 250).\(number % 250):80"
                    try await put(Array(address.utf8), at: "/many", as: "n\(number)", with: client)
                }
                try await wait(instances, for: 1000)
                #expect(start.duration(to: .now) < .seconds(30))
                try await put(Array("no address".utf8), at: "/many", as: "none", with: client)
                try await put(Array("http://10.1.0.1:8080/x".utf8), at: "/many", as: "url", with: client)
                try await wait(instances, for: 1001)
                _ = try await client.send(.delete(path: "/many/n7"))
                try await wait(instances, for: 1000)
                #expect(instances.current.snapshot?.instances.contains { $0.id == "n7" } == false)
            }
        }
    }

    @Test("killing the leader of three loses no instance, and changes are seen again soon")
    func leader() async throws {
        try await withServer(ZooKeeper.self, options: .init(members: 3)) { server async throws in
            let (one, two) = (try makeClient(server.addresses), try makeClient(server.addresses))
            let discovery = Discovery(logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(two, path: "/s"))
            let registry = ZooKeeperRegistry(one, path: "/s")
            let keeper = Keeper(registry: registry, instance: Instance(host: "10.0.0.1", port: 1))
            try await running([one, two, discovery, keeper]) {
                try await wait(instances, for: 1)
                _ = try await server.killLeader()
                let start = ContinuousClock.now
                try await eventually("it can be written again") {
                    try await put(Array("10.0.0.2:1".utf8), at: "/s", as: "two", with: two)
                    return true
                }
                try await wait(instances, for: 2)
                print("leader killed, served again after \(start.duration(to: .now))")
            }
        }
    }

    @Test("after a restart, and after a pause longer than the session, all is registered and found again")
    func restartAndPause() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let (one, two) = (
                try makeClient(server.addresses, sessionTimeout: .seconds(1)),
                try makeClient(server.addresses, sessionTimeout: .seconds(1), requestTimeout: .milliseconds(500))
            )
            let discovery = Discovery(configuration: .init { $0.maximumBackoff = .milliseconds(500) }, logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(two, path: "/s"))
            let registry = ZooKeeperRegistry(one, path: "/s")
            let keeper = Keeper(registry: registry, instance: Instance(host: "10.0.0.1", port: 1))
            try await running([one, two, discovery, keeper]) {
                try await wait(instances, for: 1)
                await server.kill()
                try await eventually("the watch has noticed") { instances.current.failure != nil }
                #expect(instances.current.snapshot?.count == 1)
                try await server.start()
                try await eventually("it can be written again") {
                    try await put(Array("10.0.0.2:1".utf8), at: "/s", as: "two", with: one)
                    return true
                }
                try await wait(instances, for: 2)

                server.suspendAll()
                let paused = ContinuousClock.now
                // The servers measure, too: what they do meanwhile is nothing that could be asked for.
                try await eventually("the session is over") { paused.duration(to: .now) > .seconds(3) }
                server.resumeAll()
                try await eventually("it can be written again") {
                    try await put(Array("10.0.0.3:1".utf8), at: "/s", as: "three", with: one)
                    return true
                }
                try await wait(instances, for: 3)
            }
        }
    }

    @Test("without its client an instance is gone when the session has expired; a client that ends takes it along")
    func killedRegistrar() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let watcher = try makeClient(server.addresses)
            let discovery = Discovery(logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(watcher, path: "/s"))
            try await running([watcher, discovery]) {
                let dying = try makeClient(server.addresses, sessionTimeout: .seconds(2))
                let registry = ZooKeeperRegistry(dying, path: "/s")
                let keeper = Keeper(registry: registry, instance: Instance(host: "10.0.0.1", port: 1))
                // Cancelled, it says no good-bye: for the servers the same as a killed process.
                try await running([dying, keeper]) { try await wait(instances, for: 1) }
                let start = ContinuousClock.now
                try await wait(instances, for: 0)
                print("gone \(start.duration(to: .now)) after it was killed, session 2 s")
            }
        }
    }

    @Test("nodes with an access list are only for those whose credentials they were made with")
    func access() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let owner = try makeClient(server.addresses, credentials: .digest(user: "u", password: "p"))
            let (nobody, other) = (
                try makeClient(server.addresses),
                try makeClient(server.addresses, credentials: .digest(user: "u", password: "q"))
            )
            try await running([owner, nobody, other]) {
                let registry = ZooKeeperRegistry(owner, path: "/closed/s", access: .creatorOnly)
                let keeper = Keeper(registry: registry, instance: Instance(host: "10.0.0.1", port: 1))
                let discovery = Discovery(logger: quiet)
                let instances = discovery.instances(of: ZooKeeperResolver(owner, path: "/closed/s"))
                try await running([keeper, discovery]) {
                    try await wait(instances, for: 1)
                    for stranger in [nobody, other] {
                        let error = await #expect(throws: Status.self) {
                            try await ZooKeeperResolver(stranger, path: "/closed/s").watch { _ in }
                        }
                        #expect(error?.code == .permissionDenied)
                        let refused = await #expect(throws: Status.self) {
                            try await ZooKeeperRegistry(stranger, path: "/closed/s")
                                .keep(Instance(host: "10.0.0.2", port: 1)) {}
                        }
                        #expect(refused?.code == .permissionDenied)
                    }
                }
            }
        }
    }

    @Test("a watch of something that does not change asks nothing")
    func idle() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let client = try makeClient(server.addresses, sessionTimeout: .seconds(3))
            let discovery = Discovery(logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(client, path: "/s"))
            try await running([client, discovery]) {
                try await put(Array("10.0.0.2:1".utf8), at: "/s", as: "two", with: client)
                try await wait(instances, for: 1)
                let before = client.requestCount
                let packets = try await server.received(port: server.ports[0])
                // Each question to the server is a packet, too, so it is asked rarely.
                try await eventually("three pings have passed", every: .seconds(4)) {
                    try await server.received(port: server.ports[0]) >= packets + 4
                }
                print("requests without pings while three pings passed: \(client.requestCount - before)")
                #expect(client.requestCount == before)
            }
        }
    }

    @Test("a client that shuts down takes its nodes along at once, and tells who keeps them")
    func shutdown() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let watcher = try makeClient(server.addresses)
            let owner = try makeClient(server.addresses, sessionTimeout: .seconds(30))
            let discovery = Discovery(logger: quiet)
            let instances = discovery.instances(of: ZooKeeperResolver(watcher, path: "/s"))
            try await running([watcher, discovery]) {
                let group = ServiceGroup(services: [owner], logger: quiet)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    tasks.addTask {
                        let error = await #expect(throws: Status.self) {
                            try await ZooKeeperRegistry(owner, path: "/s").keep(Instance(host: "10.0.0.1", port: 1)) {}
                        }
                        #expect(error?.code == .unavailable)
                    }
                    try await wait(instances, for: 1)
                    let start = ContinuousClock.now
                    await group.triggerGracefulShutdown()
                    try await wait(instances, for: 0)
                    #expect(start.duration(to: .now) < .seconds(5))
                    try await tasks.waitForAll()
                }
            }
        }
    }
}
