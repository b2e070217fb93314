import Martlet
import MartletDiscovery
import MartletTesting
import MartletZooKeeper
import MartletZooKeeperProtocol
import RealServers
import Testing

@Suite(.requires(.zooKeeper)) struct ConformanceTests {
    @Test("resolver and registry do what is relied on")
    func conformance() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let client = try makeClient(server.addresses)
            try await running([client]) {
                try await RegistryConformance.check { service in
                    ZooKeeperRegistry(client, path: "/services/\(service)")
                } resolver: { service in
                    ZooKeeperResolver(client, path: "/services/\(service)")
                }
                try await ResolverConformance.check { service in
                    ZooKeeperResolver(client, path: "/plain/\(service)")
                } put: { instance, service in
                    try await put(instance.registryValue(), at: "/plain/\(service)", as: instance.id, with: client)
                } remove: { instance, service in
                    let name = instance.id
                    _ = try await client.send(.delete(path: "/plain/\(service)/\(name)"))
                }
            }
        }
    }
}

/// Writes a node that stays, and what is above it.
func put(_ data: [UInt8], at path: String, as name: String, with client: ZooKeeperClient) async throws {
    var above = ""
    for part in path.split(separator: "/") {
        above += "/\(part)"
        do {
            _ = try await client.send(
                .create(path: above, data: [], access: ZooKeeperAccess.open.entries, isEphemeral: false)
            )
        } catch ZooKeeperErrorCode.nodeExists {}
    }
    do {
        _ = try await client.send(
            .create(path: "\(path)/\(name)", data: data, access: ZooKeeperAccess.open.entries, isEphemeral: false)
        )
    } catch ZooKeeperErrorCode.nodeExists {
        _ = try await client.send(.setData(path: "\(path)/\(name)", data: data))
    }
}
