import Martlet
import MartletDNSMessage
import MartletDiscovery
import MartletTesting
import Synchronization
import Testing

@testable import MartletDNS

@Suite
struct DNSResolverTests {
    private let clock = ManualClock()
    private let querying = FakeQuerying()
    private let service = "SRV _web._tcp.svc.test"

    private func resolver(
        _ configuration: DNSResolver.Configuration = .init(),
        jitter: Double = 0
    ) -> DNSResolver {
        DNSResolver(service: "_web._tcp.svc.test", asking: querying, configuration, clock: clock, jitter: { jitter })
    }

    /// Runs a watch beside the body, which gets what it reports.
    private func watching(
        _ resolver: DNSResolver,
        _ body: (Reports) async throws -> Void
    ) async throws {
        let reports = Reports()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await resolver.watch { reports.add($0) }
                } catch {
                    reports.end(Status(error))
                }
            }
            try await body(reports)
            group.cancelAll()
        }
    }

    private final class Reports: Sendable {
        private let state = Mutex<(addresses: [[String]], failure: Status?)>(([], nil))
        private let (ended, continuation) = AsyncStream.makeStream(of: Status.self)

        var addresses: [[String]] { state.withLock { $0.addresses } }

        func add(_ snapshot: Snapshot) {
            state.withLock { $0.addresses.append(snapshot.instances.map(\.address)) }
        }

        func end(_ failure: Status) { continuation.yield(failure) }

        func failure() async -> Status? { await ended.first { _ in true } }
    }

    private func numeric(_ count: UInt8) throws -> DNSLookup {
        let numbers = Array(1...count)
        return DNSLookup(
            try numbers.map { try srv("h\($0).test", 1000 + UInt16($0)) },
            addresses: try Dictionary(
                uniqueKeysWithValues: numbers.map { (try name("h\($0).test"), [DNSAddress($0, 0, 0, $0)]) }
            ),
            timeToLive: .seconds(60)
        )
    }

    @Test("Go kit: the first lookup is empty, the one after a tick has three records")
    func firstEmptyThenThree() async throws {
        try await watching(resolver()) { reports in
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [[]])
            #expect(querying.asked == [service])
            querying.answer(service, try numeric(3))
            clock.advance(by: .seconds(5))
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [[], ["1.0.0.1:1001", "2.0.0.2:1002", "3.0.0.3:1003"]])
            #expect(querying.asked == [service, service])
        }
    }

    @Test("Go kit: of ports 80, 0 and 80 the ones of 0 are skipped; there the whole lookup fails")
    func portZero() async throws {
        querying.answer(
            service,
            DNSLookup([try srv("a.test", 80), try srv("b.test", 0), try srv("c.test", 80)], timeToLive: .seconds(60))
        )
        querying.answer("A a.test", DNSLookup([.a(DNSAddress(10, 0, 0, 1))], timeToLive: .seconds(60)))
        querying.answer("A b.test", DNSLookup([.a(DNSAddress(10, 0, 0, 2))], timeToLive: .seconds(60)))
        querying.answer("A c.test", DNSLookup([.a(DNSAddress(10, 0, 0, 3))], timeToLive: .seconds(60)))
        try await watching(resolver()) { reports in
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [["10.0.0.1:80", "10.0.0.3:80"]])
            #expect(Set(querying.asked) == [service, "A a.test", "AAAA a.test", "A c.test", "AAAA c.test"])
        }
    }

    @Test("the question is repeated after the smallest time to live, a tenth later at most")
    func timeToLive() async throws {
        querying.answer(service, DNSLookup([try srv("a.test", 80)], timeToLive: .seconds(60)))
        querying.answer("A a.test", DNSLookup([.a(DNSAddress(10, 0, 0, 1))], timeToLive: .seconds(20)))
        querying.answer("AAAA a.test", DNSLookup([], timeToLive: .seconds(30)))
        try await watching(resolver(jitter: 1)) { reports in
            try await clock.waitForSleepers(1)
            clock.advance(by: .milliseconds(21_999))
            #expect(clock.sleeperCount == 1)
            clock.advance(by: .milliseconds(1))
            try await clock.waitForSleepers(1)
            #expect(querying.asked.count == 6)
        }
    }

    @Test("an answer without records keeps the last set, says so once, and asks on")
    func negativeKeeps() async throws {
        querying.answer(service, try numeric(1))
        let resolver = resolver()
        try await watching(resolver) { reports in
            try await clock.waitForSleepers(1)
            querying.answer(service, DNSLookup([], timeToLive: .seconds(7)))
            clock.advance(by: .seconds(60))
            #expect(await reports.failure()?.code == .notFound)
            #expect(reports.addresses == [["1.0.0.1:1001"]])
        }
        // Begun again, it waits until the negative answer may no longer be kept.
        try await watching(resolver) { reports in
            try await clock.waitForSleepers(1)
            #expect(querying.asked.count == 2)
            clock.advance(by: .seconds(7))
            try await clock.waitForSleepers(1)
            #expect(querying.asked.count == 3)
            #expect(reports.addresses == [])
            querying.answer(service, try numeric(2))
            clock.advance(by: .seconds(7))
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [["1.0.0.1:1001", "2.0.0.2:1002"]])
        }
    }

    @Test("a negative answer that lasts is believed where that is wanted")
    func emptyAfter() async throws {
        querying.answer(service, try numeric(1))
        let resolver = resolver(.init { $0.emptyAfter = .seconds(12) })
        try await watching(resolver) { reports in
            try await clock.waitForSleepers(1)
            querying.answer(service, nil)
            clock.advance(by: .seconds(60))
            #expect(await reports.failure()?.code == .notFound)
        }
        try await watching(resolver) { reports in
            for _ in 0..<2 {
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(5))
            }
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [])
            clock.advance(by: .seconds(2))
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [[]])
        }
    }

    @Test("a target of . is the empty set at once")
    func notOffered() async throws {
        querying.answer(service, try numeric(1))
        try await watching(resolver()) { reports in
            try await clock.waitForSleepers(1)
            querying.answer(service, DNSLookup([try srv(".", 0)], timeToLive: .seconds(9)))
            clock.advance(by: .seconds(60))
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [["1.0.0.1:1001"], []])
        }
    }

    @Test("a failure ends the watch")
    func failure() async throws {
        querying.fail(Status(.unavailable, "away"))
        try await watching(resolver()) { reports in
            #expect(await reports.failure()?.code == .unavailable)
        }
    }

    @Test("a host with a port, an IP address, and what is no name")
    func hosts() async throws {
        querying.answer("A c.test", DNSLookup([.a(DNSAddress(10, 0, 0, 1))], timeToLive: .seconds(60)))
        querying.answer(
            "AAAA c.test",
            DNSLookup([.aaaa(DNSAddress(groups: [0xfd00, 0, 0, 0, 0, 0, 0, 1]))], timeToLive: .seconds(60))
        )
        try await watching(DNSResolver(host: "c.test", port: 6379, asking: querying, clock: clock)) { reports in
            try await clock.waitForSleepers(1)
            #expect(reports.addresses == [["10.0.0.1:6379", "[fd00::1]:6379"]])
        }
        let instance = try await first(DNSResolver(host: "[::1]", port: 1, asking: querying, clock: clock))
        #expect(instance.instances.map(\.address) == ["[::1]:1"])
        try await watching(DNSResolver(service: "a..b", asking: querying, clock: clock)) { reports in
            #expect(await reports.failure()?.code == .invalidArgument)
        }
    }

    private func first(_ resolver: DNSResolver) async throws -> Snapshot {
        let (snapshots, continuation) = AsyncStream.makeStream(of: Snapshot.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await resolver.watch { continuation.yield($0) } }
            defer { group.cancelAll() }
            return try #require(await snapshots.first { _ in true })
        }
    }

    @Test("ids tell apart what makes a difference")
    func ids() throws {
        let client = DNSClient(.these(try DNSServer("127.0.0.1:8600")))
        #expect(DNSResolver(service: "_Web._tcp.svc.test.").id == "dns:_web._tcp.svc.test")
        #expect(DNSResolver(service: "web.service.consul", from: client).id == "dns:web.service.consul@127.0.0.1:8600")
        #expect(
            DNSResolver(host: "c.test", port: 80, configuration: .init { $0.family = .ipv4 }).id
                == "dns:c.test:80 (ipv4)"
        )
    }
}
