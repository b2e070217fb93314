import MartletDiscovery
import Testing

@Suite struct InstanceTests {
    @Test(
        arguments: [
            ("10.0.0.5:8080", "10.0.0.5", 8080),
            ("shop.internal:0", "shop.internal", 0),
            ("[::1]:65535", "::1", 65_535),
            ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
            ("a_b-c.:80", "a_b-c.", 80),
        ] as [(String, String, UInt16)]
    )
    func addresses(text: String, host: String, port: UInt16) throws {
        let instance = try #require(Instance(address: text))
        #expect((instance.host, instance.port) == (host, port))
        #expect(instance.address == text)
        #expect(instance.id == text)
        #expect("\(instance)" == text)
    }

    @Test(
        arguments: [
            "", ":", "host", "host:", ":80", "host:65536", "host:-1", "host:+1", "host:8o", "::1:80", "[::1]",
            "[::1]80",
            "[]:80", "[host]:80", "a b:80", "a/b:80", "a@b:80", "host:80 ", "host:\u{664}", "ho\nst:80", "höst:80",
            String(repeating: "a", count: 256) + ":80",
        ]
    )
    func noAddresses(text: String) {
        #expect(Instance(address: text) == nil)
    }

    @Test func bracketsAreForTextOnly() {
        #expect(Instance(host: "[::1]", port: 80) == Instance(host: "::1", port: 80))
        #expect(Instance(host: "::1", port: 80, id: "a").description == "a at [::1]:80")
    }

    @Test func weightsAreNotNegative() {
        #expect(Instance(host: "a", port: 1, weight: -5).weight == 0)
    }

    @Test func snapshotsAreSortedSets() {
        let first = Instance(host: "b", port: 1, metadata: ["order": "first"])
        let snapshot = Snapshot([first, Instance(host: "a", port: 1), Instance(host: "b", port: 1)])
        #expect(snapshot.instances.map(\.id) == ["a:1", "b:1"])
        #expect(snapshot.instances[1] == first)
        #expect(snapshot == Snapshot([Instance(host: "a", port: 1), first]))
        #expect(snapshot.count == 2)
        #expect(Snapshot([]).isEmpty)
    }
}
