import MartletDNSMessage
import MartletDiscovery
import Testing

@testable import MartletDNS

@Suite
struct ServiceRecordsTests {
    @Test("priority and weight are those of the record; 0 among nothing but 0 is 1")
    func weights() throws {
        let records = ServiceRecords([
            try srv("a.test.", 1, priority: 1, weight: 0), try srv("b.test", 2, priority: 1, weight: 30),
            try srv("c.test", 3, priority: 2, weight: 0), try srv("d.test", 4, priority: 2, weight: 0),
        ])
        #expect(
            Snapshot(records.instances).instances == [
                Instance(host: "a.test", port: 1, weight: 0, priority: 1),
                Instance(host: "b.test", port: 2, weight: 30, priority: 1),
                Instance(host: "c.test", port: 3, weight: 1, priority: 2),
                Instance(host: "d.test", port: 4, weight: 1, priority: 2),
            ]
        )
    }

    @Test("each address of a target is an instance, and the order of records makes no difference")
    func addresses() throws {
        let data = [
            try srv("a.test", 1, priority: 2), try srv("b.test", 1, priority: 1), try srv("c.test", 0),
            try srv("d/.test", 7), try srv(".", 8),
        ]
        let addresses = [
            try name("a.test"): [DNSAddress(10, 0, 0, 1), DNSAddress(groups: [1])],
            try name("b.test"): [DNSAddress(10, 0, 0, 1)],
        ]
        let expected = Snapshot([
            Instance(host: "10.0.0.1", port: 1, metadata: ["target": "b.test"], weight: 60, priority: 1),
            Instance(host: "1::", port: 1, metadata: ["target": "a.test"], weight: 60, priority: 2),
        ])
        #expect(try Snapshot(ServiceRecords(data).instances(at: addresses)) == expected)
        #expect(try Snapshot(ServiceRecords(data.reversed()).instances(at: addresses)) == expected)
        #expect(!ServiceRecords(data).isNotOffered)
        #expect(try ServiceRecords([srv(".", 8)]).isNotOffered)
        #expect(!ServiceRecords([]).isNotOffered)
    }

    @Test("too many instances are an error")
    func tooMany() throws {
        let target = try name("a.test")
        let records = ServiceRecords(try (1...5).map { try srv("a.test", $0) })
        let addresses = [target: Array(repeating: DNSAddress(10, 0, 0, 1), count: 4000)]
        #expect(throws: (any Error).self) { try records.instances(at: addresses) }
    }
}
