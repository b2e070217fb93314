import RealServers
import Testing

@Suite(.requires(.consul))
struct ConsulTests {
    @Test("what is registered is found, and forgotten after a crash unless it is persistent", arguments: [false, true])
    func roundTrip(isPersistent: Bool) async throws {
        let id = try await withServer(ConsulAgent.self, options: .init(isPersistent: isPersistent)) { consul in
            try await consul.put("/v1/agent/service/register", #"{"ID": "a", "Name": "web", "Port": 80}"#)
            let port = try await eventually("it is in the catalog") {
                try await consul.instances(of: "web").first?["Service"]["Port"]
            }
            #expect(port == .integer(80))
            await consul.kill()
            try await consul.start()
            if isPersistent {
                // An agent that has crashed comes back with its services.
                try await eventually("it is still there") { try await consul.instances(of: "web").count == 1 }
            } else {
                #expect(try await consul.instances(of: "web").isEmpty)
            }
            try await consul.fill("many", count: 150)
            #expect(try await consul.instances(of: "many").count == 150)
            return try #require(consul.process.id)
        }
        #expect(!processExists(id))
    }

    @Test("without a token it allows nothing; over TLS it shows its certificate")
    func tokensAndTLS() async throws {
        try await withServer(ConsulAgent.self, options: .init(hasACL: true, hasTLS: true)) { consul in
            let body = Array(#"{"ID": "a", "Name": "web", "Port": 80}"#.utf8)
            let refused = try await HTTP.send("PUT", "/v1/agent/service/register", port: consul.port, body: body)
            #expect(refused.status == 403)
            let token = try await consul.token(for: "web")
            let taken = try await HTTP.send(
                "PUT",
                "/v1/agent/service/register",
                port: consul.port,
                fields: [("X-Consul-Token", token)],
                body: body
            )
            #expect(taken.status == 200)
            #expect(try await TCP.accepts(port: consul.tlsPort))
        }
    }
}
