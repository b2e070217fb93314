import RealServers
import Testing

@Suite(.requires(.consul))
struct ProxiesTests {
    private func register(_ port: Int, with consul: ConsulAgent) async throws {
        let tags = #"["traefik.enable=true", "traefik.http.routers.web.rule=PathPrefix(`/`)"]"#
        try await consul.put(
            "/v1/agent/service/register",
            #"{"ID": "a", "Name": "web", "Address": "127.0.0.1", "Port": \#(port), "Tags": \#(tags)}"#
        )
    }

    @Test("traefik finds a service in Consul, also after a crash", .requires(.traefik))
    func traefik() async throws {
        let app = try RecordingHTTPServer()
        try await withServer(ConsulAgent.self) { consul in
            try await register(app.port, with: consul)
            try await withServer(Traefik.self, options: .init(consulPort: consul.port)) { traefik in
                try await eventually("it routes") { try await traefik.get("/x").status == 200 }
                #expect(try await traefik.servers(of: "web") == ["http://127.0.0.1:\(app.port)"])
                await traefik.kill()
                try await traefik.start()
                try await eventually("it routes again") { try await traefik.get("/x").status == 200 }
            }
        }
    }

    @Test("HAProxy finds a service in Consul's DNS, also after a crash", .requires(.haproxy))
    func haproxy() async throws {
        let app = try RecordingHTTPServer()
        try await withServer(ConsulAgent.self) { consul in
            try await register(app.port, with: consul)
            try await withServer(HAProxy.self, options: .init(dnsPort: consul.dnsPort)) { haproxy in
                try await eventually("it routes") { try await haproxy.get("/x").status == 200 }
                #expect(try await haproxy.servers().map(\.address) == ["127.0.0.1:\(app.port)"])
                await haproxy.kill()
                try await haproxy.start()
                try await eventually("it routes again") { try await haproxy.get("/x").status == 200 }
            }
        }
    }
}
