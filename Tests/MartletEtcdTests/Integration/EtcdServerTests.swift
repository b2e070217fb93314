import Logging
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import NIOSSL
import RealServers
import Testing

@testable import MartletEtcd

func client(
    _ urls: [String],
    credentials: EtcdCredentials? = nil,
    timeout: Duration = .seconds(5),
    tls certificate: String? = nil
) throws -> Etcd {
    var configuration = NIOHTTPTransport.Configuration()
    if let certificate { configuration.tls.trustRoots = .file(certificate) }
    return Etcd(
        urls,
        credentials: credentials,
        configuration: .init { $0.requestTimeout = timeout },
        over: NIOHTTPTransport(configuration: configuration)
    )
}

private let prefix = "/services/stringsvc/"
private let one = Instance(host: "127.0.0.1", port: 8001)
private let two = Instance(host: "127.0.0.1", port: 8002)

@Suite(.serialized, .requires(.etcd))
struct EtcdServerTests {
    @Test("resolver and registry do what every other does")
    func conformance() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            try await RegistryConformance.check {
                EtcdRegistry(etcd, prefix: "/r/\($0)")
            } resolver: {
                EtcdResolver(etcd, prefix: "/r/\($0)")
            }
            try await ResolverConformance.check {
                EtcdResolver(etcd, prefix: "/s/\($0)")
            } put: { instance, service in
                let value = String(decoding: try instance.registryValue(), as: UTF8.self)
                try await server.put("/s/\(service)/\(instance.id)", value)
            } remove: { instance, service in
                try await server.delete("/s/\(service)/\(instance.id)")
            }
        }
    }

    @Test("keys as Go kit has written them are instances; other values are not")
    func goKit() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            try await server.put("/services/foosvc/1.2.3.4:8080", "http://1.2.3.4:8080")
            try await server.put("/services/foosvc/other", "no instance")
            try await server.put("/services/foosvc2/b", "1.2.3.5:8080")
            try await watching(EtcdResolver(etcd, prefix: "/services/foosvc")) { reports in
                let snapshot = try await reports.first { !$0.isEmpty }
                #expect(snapshot.instances == [Instance(host: "1.2.3.4", port: 8080)])
                try await server.delete("/services/foosvc/1.2.3.4:8080")
                try await reports.first(of: [], within: .seconds(1))
            }
        }
    }

    @Test("an instance whose process is dead is gone within its time to live")
    func deadProcess() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            let registry = EtcdRegistry(etcd, prefix: prefix, timeToLive: .seconds(6))
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await keeping(one, in: registry) { confirmations in
                    try await confirmations.next()
                    try await confirmations.next()  // The first keep-alive.
                    try await reports.first(of: [one.id])
                }
                let start = ContinuousClock.now
                try await reports.first(of: [], within: .seconds(15))
                // etcd looks for expired leases each half second.
                #expect(start.duration(to: .now) < .seconds(8))
            }
        }
    }

    @Test("a lost lease and a deleted key end the registration", arguments: [true, false])
    func lostRegistration(isLease: Bool) async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            try await keeping(one, in: EtcdRegistry(etcd, prefix: prefix, timeToLive: .seconds(9))) { confirmations in
                try await confirmations.next()
                if isLease { try await server.revokeLeases() } else { try await server.delete(prefix + one.id) }
                let error = try await confirmations.end(within: .seconds(20))
                #expect(Status(error).code == .aborted, "\(error)")
            }
        }
    }

    @Test("without users a client with credentials works, too")
    func needlessCredentials() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url], credentials: EtcdCredentials(user: "shop", password: "shoppw"))
            #expect(try await etcd.summary(of: KeyRange(prefix: prefix)).count == 0)
        }
    }

    @Test("users: tokens survive a restart; wrong passwords and missing rights have their codes")
    func users() async throws {
        try await withServer(EtcdServer.self, options: .init(hasUsers: true)) { server in
            let credentials = EtcdCredentials(user: "shop", password: "shoppw")
            let etcd = try client([server.url], credentials: credentials)
            let registry = EtcdRegistry(etcd, prefix: prefix)
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await reports.first(of: [])
                try await keeping(one, in: registry) { try await $0.next() }
                try await reports.first(of: [one.id])
            }
            // It knows no token of before.
            await server.terminate()
            try await server.start()
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await reports.first(of: [one.id])
                try await registry.remove(one)
                try await reports.first(of: [])
            }

            func failure(_ credentials: EtcdCredentials?, _ prefix: String) async throws -> Status {
                let etcd = try client([server.url], credentials: credentials)
                let watch = await #expect(throws: Status.self) {
                    try await EtcdResolver(etcd, prefix: prefix).watch { _ in }
                }
                let keep = await #expect(throws: Status.self) {
                    try await EtcdRegistry(etcd, prefix: prefix).keep(one) {}
                }
                let status = try #require(watch)
                #expect(keep?.code == status.code)
                #expect(!"\(status) \(String(describing: keep))".contains("secret"))
                return status
            }
            #expect(
                try await failure(EtcdCredentials(user: "shop", password: "secret"), prefix).code == .unauthenticated
            )
            #expect(try await failure(nil, prefix).code == .unauthenticated)
            #expect(try await failure(credentials, "/other/").code == .permissionDenied)
        }
    }

    @Test("TLS: with the root it works, without it does not")
    func tls() async throws {
        try await withServer(EtcdServer.self, options: .init(hasTLS: true)) { server in
            let etcd = try client([server.url], tls: server.certificatePath)
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await reports.first(of: [])
                try await keeping(one, in: EtcdRegistry(etcd, prefix: prefix)) { try await $0.next() }
                try await reports.first(of: [one.id])
            }
            let stranger = try client([server.url])
            let status = await #expect(throws: Status.self) {
                try await EtcdResolver(stranger, prefix: prefix).watch { _ in }
            }
            #expect(status?.code == .unavailable)
        }
    }
}
