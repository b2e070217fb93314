import MartletConsul
import MartletDiscovery
import MartletHTTP
import MartletJSON
import MartletTesting
import RealServers
import Testing

/// The suites of `MartletTesting`, against a real agent.
@Suite(.requires(.consul), .timeLimit(.minutes(2))) struct ConsulConformanceTests {
    @Test func resolverConforms() async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                try await ResolverConformance.check { service in
                    ConsulResolver(consul, service: service)
                } put: { instance, service in
                    try await agent.put("/v1/agent/service/register", try registration(of: instance, service))
                } remove: { instance, service in
                    try await agent.put("/v1/agent/service/deregister/\(HTTP.encode(instance.id))")
                }
            }
        }
    }

    /// Written by hand, so that it is not the registry's own.
    private func registration(of instance: Instance, _ service: String) throws -> String {
        var metadata = instance.metadata
        metadata["zone"] = instance.zone
        if instance.priority != 0 { metadata["priority"] = "\(instance.priority)" }
        let text = String(decoding: try JSONCodec().encode(metadata), as: UTF8.self)
        let tags = instance.tags.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"ID": "\(instance.id)", "Name": "\(service)", "Address": "\(instance.host)", "Port": \(instance.port),
             "Tags": [\(tags)], "Meta": \(text), "Weights": {"Passing": \(instance.weight), "Warning": 1}}
            """
    }

    @Test(arguments: [ConsulCheck.ttl(.seconds(5)), .tcp(interval: .seconds(60))])
    func registryConforms(check: ConsulCheck) async throws {
        try await withTransport { transport in
            try await withServer(ConsulAgent.self) { agent in
                let consul = Consul(agent.url(), over: transport)
                try await RegistryConformance.check { service in
                    ConsulRegistry(consul, service: service, check: check)
                } resolver: { service in
                    ConsulResolver(consul, service: service)
                }
            }
        }
    }
}
