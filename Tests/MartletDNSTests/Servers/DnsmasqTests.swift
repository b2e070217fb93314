import Martlet
import MartletDNS
import MartletDNSMessage
import MartletDiscovery
import RealServers
import Testing

@Suite(.requires(.dnsmasq))
struct DnsmasqTests {
    private static func records(_ count: Int) -> [String] {
        ["host-record=a.svc.test,127.0.0.1"]
            + (0..<count).map { "srv-host=_web._tcp.svc.test,a.svc.test,\(9001 + $0),10,60" }
    }

    @Test("records over UDP, 60 and 1000 over TCP after a partial answer", arguments: [1, 60, 1000])
    func counts(_ count: Int) async throws {
        try await withServer(Dnsmasq.self, options: Self.records(count)) { dnsmasq in
            let resolver = DNSResolver(service: "_web._tcp.svc.test", from: try .local(dnsmasq.port))
            try await discovering(resolver) { instances in
                try await instances.wait(for: (0..<count).map { "127.0.0.1:\(9001 + $0)" }.sorted())
                let instance = try #require(instances.current.snapshot?.instances.first)
                #expect(instance.weight == 60 && instance.priority == 10)
                #expect(instance.metadata == ["target": "a.svc.test"])
            }
        }
    }

    @Test("a server that is killed keeps the last set; started again, the new one is there")
    func restart() async throws {
        try await withServer(Dnsmasq.self, options: Self.records(2)) { dnsmasq in
            let client = try DNSClient.local(dnsmasq.port)
            let resolver = DNSResolver(service: "_web._tcp.svc.test", from: client, configuration: .quick)
            try await discovering(resolver) { instances in
                try await instances.wait(for: ["127.0.0.1:9001", "127.0.0.1:9002"])
                await dnsmasq.kill()
                try await eventually("the failure is seen") { instances.current.failure != nil }
                #expect(instances.current.failure?.code == .unavailable)
                #expect(instances.current.snapshot?.count == 2)
                try dnsmasq.write(Self.records(3))
                try await dnsmasq.start()
                try await instances.wait(for: ["127.0.0.1:9001", "127.0.0.1:9002", "127.0.0.1:9003"])
                #expect(instances.current.failure == nil)
            }
        }
    }

    @Test("a server that is stopped is passed over for the next one")
    func suspended() async throws {
        try await withServer(Dnsmasq.self, options: Self.records(1)) { first in
            try await withServer(Dnsmasq.self, options: Self.records(1)) { second in
                first.suspend()
                let client = try DNSClient.local(first.port, second.port)
                let resolver = DNSResolver(service: "_web._tcp.svc.test", from: client)
                try await discovering(resolver) { try await $0.wait(for: ["127.0.0.1:9001"]) }
                await second.kill()
                let clock = ContinuousClock()
                let start = clock.now
                let question = try name("a.svc.test")
                await #expect(throws: (any Error).self) { try await client.lookup(question, .a) }
                #expect(clock.now - start < .seconds(6))
                first.resume()
                try await eventually("it answers again") {
                    try await client.lookup(question, .a).data == [.a(DNSAddress(127, 0, 0, 1))]
                }
            }
        }
    }
}
