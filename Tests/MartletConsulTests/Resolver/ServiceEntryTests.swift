import HTTPTypes
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@testable import MartletConsul

@Suite struct ServiceEntryTests {
    private func snapshot(_ text: String, tags: Set<String> = [], limit: Int? = nil) throws -> [Instance] {
        let entries: [ServiceEntry] = try ConsulAnswer(IncomingResponse(status: .ok, text: text)).decode(upTo: 1 << 20)
        return Snapshot(entries, tags: tags, limit: limit).instances
    }

    /// What Consul 1.8.7 has answered, whole.
    @Test func asConsulWritesIt() throws {
        let text = """
            [{"Node": {"ID": "aac388af-9559-5408-8a1d-77f20c7aa9c2", "Node": "t1", "Address": "127.0.0.1",
                "Datacenter": "dc1", "TaggedAddresses": {"lan": "127.0.0.1", "lan_ipv4": "127.0.0.1",
                "wan": "127.0.0.1", "wan_ipv4": "127.0.0.1"}, "Meta": {"consul-network-segment": ""},
                "CreateIndex": 10, "ModifyIndex": 12},
              "Service": {"ID": "web:a 1/ü", "Service": "web", "Tags": ["v1", "v2"], "Address": "::1",
                "TaggedAddresses": {"lan_ipv6": {"Address": "::1", "Port": 80}, "wan_ipv6": {"Address": "::1", "Port": 80}},
                "Meta": {"zone": "z1", "priority": "2", "version": "7"}, "Port": 80,
                "Weights": {"Passing": 3, "Warning": 1}, "EnableTagOverride": false,
                "Proxy": {"MeshGateway": {}, "Expose": {}}, "Connect": {}, "CreateIndex": 13, "ModifyIndex": 13},
              "Checks": [
                {"Node": "t1", "CheckID": "serfHealth", "Name": "Serf Health Status", "Status": "passing", "Notes": "",
                 "Output": "Agent alive and reachable", "ServiceID": "", "ServiceName": "", "ServiceTags": [], "Type": "",
                 "Definition": {}, "CreateIndex": 10, "ModifyIndex": 10},
                {"Node": "t1", "CheckID": "service:web:a 1/ü", "Name": "Service 'web' check", "Status": "passing",
                 "Notes": "", "Output": "", "ServiceID": "web:a 1/ü", "ServiceName": "web", "ServiceTags": ["v1", "v2"],
                 "Type": "ttl", "Definition": {}, "CreateIndex": 13, "ModifyIndex": 13}]}]
            """
        let expected = Instance(
            host: "::1",
            port: 80,
            id: "a 1/ü",
            tags: ["v1", "v2"],
            metadata: ["version": "7"],
            weight: 3,
            priority: 2,
            zone: "z1",
            health: .healthy
        )
        #expect(try snapshot(text) == [expected])
        #expect(try snapshot(text).first?.address == "[::1]:80")
    }

    /// Go kit's fake catalogue.
    @Test func goKitsCatalogue() throws {
        let catalogue = answer(
            entry(id: "search-api-0", address: "10.0.0.0", port: 8_000, tags: ["api", "v1"]),
            entry(id: "search-api-1", address: "10.0.0.1", port: 8_001, tags: ["api", "v2"]),
            entry(id: "search-db-0", nodeAddress: "10.0.0.1", address: "10.0.0.10", port: 9_000, tags: ["db"])
        )
        #expect(try snapshot(catalogue, tags: ["api"]).map(\.address) == ["10.0.0.0:8000", "10.0.0.1:8001"])
        #expect(try snapshot(catalogue, tags: ["api", "v2"]).map(\.address) == ["10.0.0.1:8001"])
        #expect(try snapshot(catalogue, tags: ["db"]).map(\.address) == ["10.0.0.10:9000"])
        #expect(try snapshot("[]").isEmpty)
        #expect(try snapshot(catalogue).count == 3)
    }

    @Test func theAddressOfTheNodeIsTheSecondChoice() throws {
        let text = answer(entry(id: "a", nodeAddress: "10.0.0.9", port: 81))
        #expect(try snapshot(text).map(\.address) == ["10.0.0.9:81"])
    }

    @Test func whatCannotBeCalledIsLeftOut() throws {
        let text = answer(
            entry(id: "no port", port: 0),
            entry(id: "negative", port: -1),
            entry(id: "too large", port: 81_000),
            entry(id: "no host", nodeAddress: "", port: 80),
            entry(id: "path", address: "h/evil?", port: 80),
            entry(id: "user", address: "user@h", port: 80),
            entry(id: "good", address: "h", port: 65_535)
        )
        #expect(try snapshot(text).map(\.id) == ["good"])
    }

    @Test func idsAreUnique() throws {
        let text = answer(
            entry(id: "a", node: "n1", port: 1),
            entry(id: "a", node: "n2", port: 2),
            entry(id: "b", node: "n2", port: 3)
        )
        #expect(
            try snapshot(text).map(\.description) == ["b at 10.0.0.1:3", "n1/a at 10.0.0.1:1", "n2/a at 10.0.0.1:2"]
        )
        // Nobody has given ids.
        let alone = answer(entry(id: "web", service: "web", node: "n1"))
        #expect(try snapshot(alone).map(\.id) == ["n1/web"])
        // One that has lost its id, and a node without a name.
        #expect(try snapshot(answer(entry(id: "", port: 7))).map(\.id) == ["10.0.0.1:7"])
        #expect(try snapshot(answer(entry(id: "web", service: "web", node: ""))).map(\.id) == ["web"])
    }

    /// An id is that of the instance, whatever the others are called, so that connections outlive them.
    @Test func theNameOfTheServiceIsNoPartOfTheID() throws {
        let text = answer(entry(id: "web:10.0.0.1:80", service: "web"), entry(id: "webber", service: "web"))
        #expect(try snapshot(text).map(\.id) == ["10.0.0.1:80", "webber"])
        #expect(try snapshot(answer(entry(id: "web:", service: "web"))).map(\.id) == ["web:"])
        let twice = answer(
            entry(id: "web:x", service: "web", node: "n1"),
            entry(id: "web:x", service: "web", node: "n2")
        )
        #expect(try snapshot(twice).map(\.id) == ["n1/x", "n2/x"])
    }

    @Test(arguments: [
        ([], Instance.Health.healthy), (["passing", "passing"], .healthy), (["passing", "warning"], .warning),
        (["warning", "critical", "passing"], .unhealthy), (["maintenance"], .unhealthy), (["new"], .unknown),
        (["new", "warning"], .unknown), (["new", "critical"], .unhealthy),
    ])
    func health(statuses: [String], health: Instance.Health) throws {
        #expect(try snapshot(answer(entry(id: "a", statuses: statuses))).map(\.health) == [health])
    }

    @Test func weights() throws {
        func weight(_ weights: String, _ status: String = "passing") throws -> Int? {
            try snapshot(answer(entry(id: "a", more: weights, statuses: [status]))).first?.weight
        }
        #expect(try weight("") == 1)
        #expect(try weight(#", "Weights": null"#) == 1)
        #expect(try weight(#", "Weights": {"Passing": 5, "Warning": 2}"#) == 5)
        #expect(try weight(#", "Weights": {"Passing": 5, "Warning": 2}"#, "warning") == 2)
        #expect(try weight(#", "Weights": {"Passing": 5}"#, "warning") == 5)
        #expect(try weight(#", "Weights": {"Passing": 5, "Warning": 2}"#, "critical") == 5)
        #expect(try weight(#", "Weights": {"Passing": 0, "Warning": 0}"#) == 1)
        #expect(try weight(#", "Weights": {"Passing": -5}"#) == 1)
    }

    @Test func zones() throws {
        let node =
            #"{"Node": {"Node": "n", "Address": "h", "Meta": {"zone": "node"}}, "Service": {"ID": "a", "Port": 1"#
        #expect(try snapshot("[\(node)}}]").first?.zone == "node")
        #expect(try snapshot(#"[\#(node), "Meta": {"zone": "own"}}}]"#).first?.zone == "own")
        #expect(try snapshot(answer(entry(id: "a"))).first?.zone == nil)
        let priority = entry(id: "a", more: #", "Meta": {"priority": "high"}"#)
        #expect(try snapshot(answer(priority)).first?.metadata == ["priority": "high"])
        #expect(try snapshot(answer(priority)).first?.priority == 0)
    }

    @Test func theNearestAreTheFirst() throws {
        let text = answer(
            entry(id: "c", tags: ["x"]),
            entry(id: "d"),
            entry(id: "a", port: 0),
            entry(id: "b", tags: ["x"]),
            entry(id: "a", tags: ["x"])
        )
        #expect(try snapshot(text, tags: ["x"], limit: 2).map(\.id) == ["b", "c"])
        #expect(try snapshot(text, limit: 0).isEmpty)
        #expect(try snapshot(text, limit: -1).isEmpty)
    }

    @Test(arguments: [
        "", "null", "{}", "[1]", "[{}]", "[[", "not json", #"[{"Node": {}, "Service": {"Port": "80"}}]"#,
        #"[{"Node": {}, "Service": {"Port": 1e99}}]"#, #"[{"Node": {"Address": 1}, "Service": {}}]"#,
    ])
    func garbage(text: String) {
        let failure = #expect(throws: Status.self) { try snapshot(text) }
        #expect(failure?.code == .internal)
    }

    /// Whatever happens to the bytes on the way: an error or instances, and each of them can be called.
    @Test func damagedAnswers() throws {
        let text = answer(
            entry(id: "a", address: "::1", tags: ["x"]),
            entry(id: "b", more: #", "Meta": {"zone": "z"}"#)
        )
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let response = IncomingResponse(status: .ok, body: .init(bytes: bytes))
            guard let entries: [ServiceEntry] = try? ConsulAnswer(response).decode(upTo: 1 << 20) else { continue }
            for instance in Snapshot(entries, tags: [], limit: nil).instances {
                #expect(Instance(address: instance.address) != nil)
                #expect(instance.port > 0)
            }
        }
    }
}
