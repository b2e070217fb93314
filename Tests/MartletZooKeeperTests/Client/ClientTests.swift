import Martlet
import MartletDiscovery
import MartletZooKeeper
import NIOCore
import NIOPosix
import RealServers
import Testing

@Suite struct ClientTests {
    @Test(
        "servers that are no addresses are refused",
        arguments: [[], ["FailThisInvalidHost!!!"], ["127.0.0.1"], ["127.0.0.1:2181", ":1"]] as [[String]]
    )
    func servers(_ servers: [String]) {
        #expect(throws: Status.self) { try makeClient(servers) }
    }

    @Test("time-outs of nothing and sessions of less than a second are refused")
    func timeouts() throws {
        for change in [
            { $0.sessionTimeout = .zero }, { $0.sessionTimeout = .milliseconds(999) }, { $0.connectTimeout = .zero },
            { $0.requestTimeout = .zero },
        ] as [(inout ZooKeeperClient.Configuration) -> Void] {
            #expect(throws: Status.self) {
                try ZooKeeperClient(servers: ["a:1"], configuration: .init(change), logger: quiet)
            }
        }
        _ = try makeClient(["a:1"], sessionTimeout: .seconds(1))
    }

    @Test("empty credentials are refused", arguments: [("", "p"), ("u", ""), ("u:v", "p")])
    func credentials(user: String, password: String) {
        #expect(throws: Status.self) { try makeClient(["a:1"], credentials: .digest(user: user, password: password)) }
    }

    @Test("credentials are not described")
    func description() {
        #expect("\(ZooKeeperCredentials.digest(user: "u", password: "secret"))" == "digest of u")
    }

    @Test("paths that are none are refused", arguments: ["invalidpath", "", "/", "/a//b", "/a/", "/a/../b", "/a\u{1}"])
    func paths(_ path: String) async throws {
        let client = try makeClient(["127.0.0.1:1"])
        let error = await #expect(throws: Status.self) {
            try await ZooKeeperResolver(client, path: path).watch { _ in }
        }
        #expect(error?.code == .invalidArgument)
        let instance = Instance(host: "a", port: 1)
        await #expect(throws: Status.self) { try await ZooKeeperRegistry(client, path: path).keep(instance) {} }
        await #expect(throws: Status.self) { try await ZooKeeperRegistry(client, path: path).remove(instance) }
    }

    @Test("without a server requests fail after a while, and at once when the client has ended or they are cancelled")
    func unreachable() async throws {
        let client = try makeClient(["127.0.0.1:\(FreePorts.tcp())"], requestTimeout: .milliseconds(300))
        let resolver = ZooKeeperResolver(client, path: "/a")
        let early = await #expect(throws: Status.self) { try await resolver.watch { _ in } }
        #expect(early?.code == .unavailable)
        try await running([client]) {
            let error = await #expect(throws: Status.self) { try await resolver.watch { _ in } }
            #expect(error?.code == .unavailable)
        }
        let start = ContinuousClock.now
        let closed = await #expect(throws: Status.self) { try await resolver.watch { _ in } }
        #expect(closed?.message == "the ZooKeeper client has been shut down")
        #expect(start.duration(to: .now) < .milliseconds(250))
        let again = await #expect(throws: Status.self) { try await client.run() }
        #expect(again?.code == .failedPrecondition)
    }

    @Test(
        "a server that sends garbage is a bounded failure",
        arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\u{8}\0\0\0\0\0\0\0\0", "\0\0\0\0\0\0\0\0", ""]
    )
    func garbageServer(_ text: String) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.writeAndFlush(ByteBuffer(string: text)) }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        let client = try makeClient(["127.0.0.1:\(port)"], requestTimeout: .milliseconds(600))
        try await running([client]) {
            let error = await #expect(throws: Status.self) {
                try await ZooKeeperResolver(client, path: "/a").watch { _ in }
            }
            #expect(error?.code == .unavailable)
        }
        try await server.close()
    }
}
