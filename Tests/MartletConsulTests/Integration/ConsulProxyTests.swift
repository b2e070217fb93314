import ExporterTesting
import Logging
import MartletConsul
import MartletDiscovery
import MartletHTTP
import RealServers
import Testing

/// What we have registered is found by those who know nothing of us.
@Suite(.requires(.consul), .timeLimit(.minutes(2))) struct ConsulProxyTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func registrar(_ consul: Consul, _ app: RecordingHTTPServer, weight: Int) -> Registrar {
        let registrar = Registrar(
            ConsulRegistry(consul, service: "web", check: .ttl(.seconds(3))),
            configuration: .init { $0.drainDelay = .zero },
            logger: logger
        )
        registrar.announce(
            Instance(
                host: "127.0.0.1",
                port: UInt16(app.port),
                tags: ["traefik.enable=true", "traefik.http.routers.web.rule=PathPrefix(`/`)"],
                weight: weight
            )
        )
        return registrar
    }

    @Test(.requires(.traefik))
    func traefikRoutesToThem() async throws {
        let apps = [try RecordingHTTPServer(), try RecordingHTTPServer()].sorted { $0.port < $1.port }
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                try await withServer(Traefik.self, options: .init(consulPort: agent.port)) { traefik in
                    let registrars = apps.map { registrar(consul, $0, weight: 1) }
                    try await running(registrars[0]) {
                        try await running(registrars[1]) {
                            let urls = apps.map { "http://127.0.0.1:\($0.port)" }
                            try await eventually("it knows both") { try await traefik.servers(of: "web") == urls }
                            for _ in 0..<10 { #expect(try await traefik.get("/x").status == 200) }
                            #expect(apps.map(\.requests.count) == [5, 5])
                        }
                        try await eventually("it knows one") { try await traefik.servers(of: "web").count == 1 }
                        for _ in 0..<10 { #expect(try await traefik.get("/x").status == 200) }
                        #expect(apps.map(\.requests.count) == [15, 5])
                    }
                    try await eventually("it knows none") { try await traefik.get("/x").status != 200 }
                }
            }
        }
    }

    @Test(.requires(.haproxy))
    func haproxyRoutesToThem() async throws {
        let apps = [try RecordingHTTPServer(), try RecordingHTTPServer()].sorted { $0.port < $1.port }
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                try await withServer(HAProxy.self, options: .init(dnsPort: agent.dnsPort)) { haproxy in
                    // HAProxy's weights are those of the records, divided by 256 and at least 1.
                    let registrars = zip(apps, [256, 767]).map { registrar(consul, $0, weight: $1) }
                    try await running(registrars[0]) {
                        try await running(registrars[1]) {
                            try await eventually("it knows both") { try await haproxy.servers().count == 2 }
                            #expect(try await haproxy.servers().map(\.address) == apps.map { "127.0.0.1:\($0.port)" })
                            let weights = try await haproxy.servers().map(\.weight)
                            #expect(weights[0] < weights[1])
                            for _ in 0..<20 { #expect(try await haproxy.get("/x").status == 200) }
                            #expect(apps[0].requests.count(where: { $0.path == "/x" }) > 0)
                            #expect(apps[1].requests.count(where: { $0.path == "/x" }) > 10)
                        }
                        try await eventually("it knows one") { try await haproxy.servers().count == 1 }
                        for _ in 0..<5 { #expect(try await haproxy.get("/y").status == 200) }
                        #expect(apps[0].requests.count(where: { $0.path == "/y" }) == 5)
                    }
                    try await eventually("it knows none") { try await haproxy.servers().isEmpty }
                }
            }
        }
    }
}
