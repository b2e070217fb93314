import Logging
import Martlet
import MartletDiscovery
import MartletTesting
import RealServers
import ServiceLifecycle
import Testing

@testable import MartletEtcd

private let prefix = "/services/stringsvc/"
private let one = Instance(host: "127.0.0.1", port: 8001)
private let two = Instance(host: "127.0.0.1", port: 8002)
private let quiet = Logger(label: "etcd tests", factory: { _ in SwiftLogNoOpLogHandler() })

/// Runs services while the body runs, then cancels them.
private func running<Result: Sendable>(_ services: [any Service], _ body: () async throws -> Result) async throws
    -> Result
{
    try await withThrowingTaskGroup(of: Void.self) { group in
        for service in services { group.addTask { try await service.run() } }
        defer { group.cancelAll() }
        return try await body()
    }
}

private func wait(
    for instances: Instances,
    within limit: Duration = .seconds(30),
    until isWanted: @escaping @Sendable (Resolution) -> Bool
) async throws {
    try await withTimeout(limit) {
        for await resolution in instances where isWanted(resolution) { return }
    }
}

/// Discovery and registrar that try again soon.
private func discovery() -> Discovery {
    Discovery(configuration: .init { $0.maximumBackoff = .milliseconds(500) }, logger: quiet)
}

private func registrar(_ registry: EtcdRegistry) -> Registrar {
    Registrar(registry, configuration: .init { $0.maximumBackoff = .milliseconds(500) }, logger: quiet)
}

/// Servers that go away and come back.
@Suite(.serialized, .requires(.etcd))
struct EtcdOutageTests {
    @Test("a restart, with the data and without: the instance is there again", arguments: [true, false])
    func restart(keepsData: Bool) async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url], timeout: .seconds(2))
            let (discovery, registrar) = (discovery(), registrar(EtcdRegistry(etcd, prefix: prefix)))
            let instances = discovery.instances(of: EtcdResolver(etcd, prefix: prefix))
            registrar.announce(one)
            try await server.put(prefix + "stale", "127.0.0.1:9")
            try await running([discovery, registrar]) {
                try await wait(for: instances) { $0.snapshot?.count == 2 }
                await server.kill()
                try await wait(for: instances) { $0.failure != nil }
                #expect(instances.current.snapshot?.count == 2)
                if !keepsData { try await server.eraseData() }
                try await server.start()
                let expected = keepsData ? 2 : 1
                try await wait(for: instances) { $0.failure == nil && $0.snapshot?.count == expected }
                try await server.put(prefix + two.id, two.address)
                try await wait(for: instances) { $0.snapshot?.count == expected + 1 }
                #expect(instances.current.snapshot?.instances.contains(one) == true)
            }
        }
    }

    @Test("a connection that is cut for longer than the lease: registered again")
    func cut() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url], timeout: .seconds(2))
            let registry = EtcdRegistry(etcd, prefix: prefix, timeToLive: .seconds(2))
            try await keeping(one, in: registry) { confirmations in
                try await confirmations.next()
                server.suspend()
                let start = ContinuousClock.now
                let error = try await confirmations.end(within: .seconds(10))
                #expect(start.duration(to: .now) < .seconds(4))
                #expect([.unavailable, .deadlineExceeded, .aborted].contains(Status(error).code), "\(error)")
            }
            server.resume()
            let registrar = registrar(registry)
            registrar.announce(one)
            try await running([registrar]) {
                try await eventually("it is registered") { registrar.isRegistered }
                server.suspend()
                try await eventually("it is not registered") { !registrar.isRegistered }
                server.resume()
                try await eventually("it is registered again") { registrar.isRegistered }
                #expect(try await server.count(prefix) == 1)
            }
        }
    }

    @Test("shutting down takes the instance out")
    func shutdown() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            let registry = EtcdRegistry(etcd, prefix: prefix)
            let registrar = Registrar(registry, configuration: .init { $0.drainDelay = .zero }, logger: quiet)
            registrar.announce(one)
            let group = ServiceGroup(services: [registrar], logger: quiet)
            async let end: Void = group.run()
            try await eventually("it is registered") { registrar.isRegistered }
            #expect(try await server.count(prefix) == 1)
            await group.triggerGracefulShutdown()
            try await end
            #expect(try await server.count(prefix) == 0)
        }
    }

    @Test("an idle watch makes less than one request a minute")
    func idle() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            let clock = ManualClock()
            try await server.put(prefix + one.id, one.address)
            try await watching(EtcdResolver(etcd, prefix: prefix, clock: clock)) { reports in
                try await reports.first(of: [one.id])
                try await eventually("the watch is open") { try await server.callCounts()["Watch"] == 1 }
                try await clock.waitForSleepers(1)
                let before = try await server.callCounts()
                for _ in 0..<8 {
                    clock.advance(by: EtcdResolver.checkInterval)
                    try await clock.waitForSleepers(1)
                }
                let after = try await server.callCounts()
                let requests = after.values.reduce(0, +) - before.values.reduce(0, +)
                print("etcd: \(requests) requests in 10 minutes of an idle watch, \(Double(requests) / 10) a minute")
                #expect(requests == 8)
                #expect(after["Watch"] == 1)
                try await server.put(prefix + two.id, two.address)
                try await reports.first(of: [one.id, two.id])
            }
        }
    }

    @Test("10,000 instances are read in ten pages; changes are seen")
    func manyKeys() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url])
            let keys = (0..<10_000).map { (prefix + "\($0)", "10.0.\($0 / 250).\($0 % 250):80") }
            try await server.put(keys)
            let start = ContinuousClock.now
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await reports.first { $0.count == 10_000 }
                let read = start.duration(to: .now)
                try await eventually("the watch is open") { try await server.callCounts()["Watch"] == 1 }
                let change = ContinuousClock.now
                try await server.delete(prefix + "77")
                try await reports.first { $0.count == 9_999 }
                print("etcd: 10,000 instances read in \(read), a change seen after \(change.duration(to: .now))")
                #expect(try await server.callCounts()["Range"] == 10)
            }
        }
    }

    @Test("1,000 registrations are kept and seen")
    func manyRegistrations() async throws {
        try await withServer(EtcdServer.self) { server in
            let etcd = try client([server.url], timeout: .seconds(20))
            let registry = EtcdRegistry(etcd, prefix: prefix, timeToLive: .seconds(60))
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await reports.first(of: [])
                let start = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<1_000 {
                        let instance = Instance(host: "10.0.0.1", port: UInt16(1_000 + number))
                        group.addTask { try await registry.keep(instance) {} }
                    }
                    defer { group.cancelAll() }
                    try await reports.first(within: .seconds(60)) { $0.count == 1_000 }
                    print("etcd: 1,000 instances registered and seen in \(start.duration(to: .now))")
                }
            }
        }
    }

    @Test("what is no etcd: a clear error, the last good set stays, and it comes back")
    func garbage() async throws {
        let server = try RecordingHTTPServer()
        let etcd = try client([server.url("")], timeout: .seconds(2))
        server.answers { request in
            request.path == "/v3/watch"
                ? .init(body: #"{"result":{"header":{"revision":"5"},"created":true}}"#)
                : .init(body: #"{"header":{"revision":"5"},"kvs":[{"key":"\#(key)","value":"\#(value)"}]}"#)
        }
        let discovery = discovery()
        let instances = discovery.instances(of: EtcdResolver(etcd, prefix: prefix))
        try await running([discovery]) {
            try await wait(for: instances) { $0.snapshot?.count == 1 }
            for body in ["<html>", "", "{", String(repeating: "[", count: 100_000), #"{"kvs":[{}]}"#] {
                server.answers(.init(body: body))
                try await wait(for: instances) { $0.failure?.code == .internal }
                #expect(instances.current.snapshot?.count == 1)
            }
            server.answers(.init(hangsUp: true))
            try await wait(for: instances) { $0.failure?.code == .unavailable }
            #expect(instances.current.snapshot?.count == 1)
        }
    }

    private let key = "L3NlcnZpY2VzL3N0cmluZ3N2Yy9h"  // /services/stringsvc/a
    private let value = "MTI3LjAuMC4xOjk="  // 127.0.0.1:9
}

/// Members of a cluster that die or hang.
@Suite(.serialized, .requires(.etcd))
struct EtcdClusterTests {
    @Test("the leader dies: the watch goes on, the registration lives")
    func leaderDies() async throws {
        try await withEtcdCluster { members in
            let (leader, others) = try await split(members)
            let etcd = try client([leader.url] + others.map(\.url), timeout: .seconds(2))
            let (discovery, registrar) = (discovery(), registrar(EtcdRegistry(etcd, prefix: prefix)))
            let instances = discovery.instances(of: EtcdResolver(etcd, prefix: prefix))
            registrar.announce(one)
            try await running([discovery, registrar]) {
                try await wait(for: instances) { $0.snapshot?.instances == [one] }
                await leader.kill()
                try await eventually("there is a leader") {
                    try await others[0].put(prefix + two.id, two.address)
                    return true
                }
                try await wait(for: instances) { $0.snapshot?.instances == [one, two] && $0.failure == nil }
                try await eventually("it is registered") { registrar.isRegistered }
                try await others[1].delete(prefix + two.id)
                try await wait(for: instances) { $0.snapshot?.instances == [one] }
                // Beyond the lease of before.
                let before = try await others[0].callCounts()["LeaseKeepAlive"] ?? 0
                let other = try await others[1].callCounts()["LeaseKeepAlive"] ?? 0
                try await eventually("it is kept alive at another member", within: .seconds(20)) {
                    let (first, second) = try await (others[0].callCounts(), others[1].callCounts())
                    return (first["LeaseKeepAlive"] ?? 0) + (second["LeaseKeepAlive"] ?? 0) >= before + other + 2
                }
                #expect(instances.current.snapshot?.instances == [one])
            }
        }
    }

    @Test("a member hangs: the watch is deaf until it is checked, the registration lives")
    func memberHangs() async throws {
        try await withEtcdCluster { members in
            let (leader, others) = try await split(members)
            // The one that hangs is no leader, so nothing but its clients notices.
            let etcd = try client([others[0].url, others[1].url, leader.url], timeout: .seconds(3))
            let clock = ManualClock()
            let registry = EtcdRegistry(etcd, prefix: prefix, timeToLive: .seconds(12))
            try await watching(EtcdResolver(etcd, prefix: prefix, clock: clock)) { reports in
                try await keeping(one, in: registry) { confirmations in
                    try await confirmations.next()
                    try await reports.first(of: [one.id])
                    try await clock.waitForSleepers(1)
                    try await eventually("the watch is open") { try await others[0].callCounts()["Watch"] == 1 }
                    others[0].suspend()
                    try await leader.put(prefix + two.id, two.address)
                    clock.advance(by: EtcdResolver.checkInterval)
                    try await clock.waitForSleepers(1)
                    clock.advance(by: .seconds(5))
                    try await reports.first(of: [one.id, two.id])
                    for _ in 0..<3 { try await confirmations.next() }
                    others[0].resume()
                    try await leader.delete(prefix + two.id)
                    try await reports.first(of: [one.id])
                }
            }
        }
    }

    @Test("history that was compacted before the member died: the keys are read again")
    func compacted() async throws {
        try await withEtcdCluster { cluster in
            let (leader, others) = try await split(cluster)
            // The one that dies is no leader, so the other one answers at once.
            let members = [others[0], leader]
            let etcd = try client(members.map(\.url), timeout: .seconds(5))
            try await members[1].put(prefix + one.id, one.address)
            try await watching(EtcdResolver(etcd, prefix: prefix)) { reports in
                try await reports.first(of: [one.id])
                try await eventually("the watch is open") { try await members[0].callCounts()["Watch"] == 1 }
                for number in 0..<10 { try await members[1].put("/elsewhere", "\(number)") }
                try await members[1].compact()
                let reads = try await members[1].callCounts()["Range"] ?? 0
                await members[0].kill()
                try await eventually("the keys are read again") {
                    try await members[1].callCounts()["Range"] ?? 0 > reads
                }
                try await eventually("there is a leader") {
                    try await members[1].put(prefix + two.id, two.address)
                    return true
                }
                try await reports.first(of: [one.id, two.id])
            }
        }
    }

    @Test("a member that is alone says so: its watch goes on elsewhere when the others come back")
    func noLeader() async throws {
        try await withEtcdCluster { members in
            let etcd = try client(members.map(\.url), timeout: .seconds(1))
            let discovery = discovery()
            let instances = discovery.instances(of: EtcdResolver(etcd, prefix: prefix))
            try await running([discovery]) {
                try await wait(for: instances) { $0.snapshot?.isEmpty == true }
                await members[1].kill()
                await members[2].kill()
                // Member 0 lives and its connections are open.
                try await wait(for: instances) {
                    $0.failure?.code == .unavailable || $0.failure?.code == .deadlineExceeded
                }
                try await members[1].start()
                try await eventually("there is a leader") {
                    try await members[1].put(prefix + one.id, one.address)
                    return true
                }
                try await wait(for: instances) { $0.failure == nil && $0.snapshot?.instances == [one] }
            }
        }
    }

    private func split(_ members: [EtcdServer]) async throws -> (leader: EtcdServer, others: [EtcdServer]) {
        for (index, member) in members.enumerated() where try await member.isLeader() {
            var others = members
            others.remove(at: index)
            return (member, others)
        }
        throw Status(.notFound, "there is no leader")
    }
}
