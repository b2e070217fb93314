import Martlet
import MartletDNS
import MartletDNSMessage
import MartletDiscovery
import RealServers
import Testing

@Suite(.requires(.knot))
struct KnotTests {
    private let web = "_web._tcp.svc.test"

    @Test("instances join and leave while the server runs; an empty answer keeps the last set")
    func joinsAndLeaves() async throws {
        try await withServer(Knot.self) { knot in
            let client = try DNSClient.local(knot.port)
            let resolver = DNSResolver(service: web, from: client, configuration: .quick)
            try await discovering(resolver) { instances in
                try await instances.wait(for: [])
                try await knot.update([
                    "add a.svc.test 1 A 127.0.0.1", "add a.svc.test 1 AAAA ::1",
                    "add \(web) 1 SRV 10 60 9001 a.svc.test",
                ])
                try await instances.wait(for: ["127.0.0.1:9001", "[::1]:9001"])
                try await knot.update(["add \(web) 1 SRV 10 0 9002 b.svc.test", "add b.svc.test 1 A 127.0.0.2"])
                try await instances.wait(for: ["127.0.0.1:9001", "127.0.0.2:9002", "[::1]:9001"])
                #expect(instances.current.snapshot?.instances.map(\.weight) == [60, 0, 60])
                try await knot.update(["delete \(web) SRV 10 60 9001 a.svc.test"])
                try await instances.wait(for: ["127.0.0.2:9002"])
                try await knot.update(["delete \(web) SRV"])
                try await eventually("the negative answer is told") { instances.current.failure?.code == .notFound }
                #expect(instances.addresses == ["127.0.0.2:9002"])
                try await knot.update(["add \(web) 1 SRV 10 1 9003 b.svc.test"])
                try await instances.wait(for: ["127.0.0.2:9003"])
                #expect(instances.current.failure == nil)
                try await knot.update(["delete \(web) SRV", "add \(web) 1 SRV 0 0 0 ."])
                try await instances.wait(for: [])
            }
        }
    }

    @Test("a negative answer is believed after a time, where that is wanted")
    func emptyAfter() async throws {
        try await withServer(Knot.self) { knot in
            try await knot.update(["add a.svc.test 1 A 127.0.0.1"])
            var configuration = DNSResolver.Configuration.quick
            configuration.emptyAfter = .milliseconds(500)
            let client = try DNSClient.local(knot.port)
            let resolver = DNSResolver(host: "a.svc.test", port: 80, from: client, configuration: configuration)
            try await discovering(resolver) { instances in
                try await instances.wait(for: ["127.0.0.1:80"])
                try await knot.update(["delete a.svc.test A"])
                try await instances.wait(for: [])
            }
        }
    }

    @Test("1000 records over TCP after an empty answer, each of another host")
    func thousand() async throws {
        try await withServer(Knot.self) { knot in
            for start in stride(from: 0, to: 1000, by: 250) {
                try await knot.update(
                    (start..<(start + 250)).flatMap { number in
                        [
                            "add h\(number).svc.test 1 A 127.0.\(number / 250).\(1 + number % 250)",
                            "add \(web) 1 SRV 10 60 9001 h\(number).svc.test",
                        ]
                    }
                )
            }
            let client = try DNSClient.local(knot.port)
            try await discovering(DNSResolver(service: web, from: client)) { instances in
                try await eventually("all are there") { instances.current.snapshot?.count == 1000 }
            }
        }
    }

    @Test("times to live, negative ones, a zone that is refused, and aliases")
    func answers() async throws {
        try await withServer(Knot.self, options: .init(minimum: 9)) { knot in
            let client = try DNSClient.local(knot.port)
            try await knot.update([
                "add a.svc.test 30 A 127.0.0.1", "add c.svc.test 20 CNAME a.svc.test",
                "add d.svc.test 20 CNAME no.svc.test",
            ])
            let address = DNSRecordData.a(DNSAddress(127, 0, 0, 1))
            let direct = try await client.lookup(try name("A.svc.test"), .a)
            #expect(direct == DNSLookup([address], timeToLive: .seconds(30)))
            let alias = try await client.lookup(try name("c.svc.test"), .a)
            #expect(alias == DNSLookup([address], timeToLive: .seconds(20)))
            for (text, type) in [("a.svc.test", .aaaa), ("no.svc.test", .a), ("d.svc.test", .a)]
                as [(String, DNSRecordType)]
            {
                let lookup = try await client.lookup(try name(text), type)
                #expect(lookup == DNSLookup([], timeToLive: .seconds(9)), "\(text)")
            }
            let refused = await #expect(throws: Status.self) { try await client.lookup(try name("other.test"), .a) }
            #expect(refused?.code == .unavailable)
        }
    }

    @Test("a dead server before one that answers")
    func failover() async throws {
        try await withServer(Knot.self) { knot in
            try await knot.update(["add a.svc.test 1 A 127.0.0.1"])
            let client = try DNSClient.local(FreePorts.udp(), knot.port)
            let resolver = DNSResolver(host: "a.svc.test", port: 80, from: client)
            try await discovering(resolver) { try await $0.wait(for: ["127.0.0.1:80"]) }
        }
    }
}
