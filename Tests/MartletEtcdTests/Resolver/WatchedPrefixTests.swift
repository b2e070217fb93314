import Martlet
import MartletDiscovery
import MartletJSON
import Testing

@testable import MartletEtcd

private let range = KeyRange(prefix: "/s/")

private func key(_ name: String, _ value: String = "", _ revision: Int64 = 1) -> KeyValue {
    KeyValue(key: Array("/s/\(name)".utf8), value: Array(value.utf8), modRevision: revision)
}

private func prefix(_ keys: [KeyValue] = [], limits: EtcdResolver.Limits = .init()) throws -> WatchedPrefix {
    var prefix = WatchedPrefix(range, limits: limits, revision: 10)
    for key in keys { try prefix.put(key) }
    return prefix
}

@Suite
struct WatchedPrefixTests {
    @Test("values are addresses, URLs or objects; an object may name its id")
    func values() throws {
        var prefix = try prefix([
            key("a", "h:1"), key("b", "http://h:2/path"), key("c", #"{"host":"h","port":3,"zone":"z"}"#),
            key("d", #"{"id":"x","host":"h","port":4}"#), key("deep/e", "h:5"), key("no", "hello"), key("empty"),
            key("broken", "{"), key("folder/", "h:6"),
        ])
        #expect(
            prefix.snapshot.instances == [
                Instance(host: "h", port: 1, id: "a"), Instance(host: "h", port: 2, id: "b"),
                Instance(host: "h", port: 3, id: "c", zone: "z"), Instance(host: "h", port: 5, id: "e"),
                Instance(host: "h", port: 4, id: "x"),
            ]
        )
        let skipped = prefix.takeSkippedKeys().map { String(decoding: $0, as: UTF8.self) }
        #expect(skipped == ["/s/no", "/s/empty", "/s/broken", "/s/folder/"])
        let rest = prefix.takeSkippedKeys()
        #expect(rest.isEmpty)
        #expect(prefix.count == 9)
    }

    @Test("events put, replace and delete, and move the revision by their own")
    func events() throws {
        var prefix = try prefix([key("a", "h:1")])
        let put = WatchResponse(revision: 99, events: [.init(key("b", "h:2", 11)), .init(key("a", "h:3", 12))])
        #expect(try prefix.apply(put) == .changed)
        #expect(prefix.revision == 12)
        #expect(prefix.snapshot.instances.map(\.port) == [3, 2])
        let delete = WatchResponse(revision: 99, events: [.init(isDeletion: true, key("a", "", 13))])
        #expect(try prefix.apply(delete) == .changed)
        #expect(prefix.snapshot.instances.map(\.port) == [2])
        #expect(prefix.revision == 13)
        #expect(prefix.eventCount == 3)
        let again = WatchResponse(revision: 99, events: [.init(isDeletion: true, key("a", "", 9))])
        #expect(try prefix.apply(again) == .changed)
        #expect(prefix.revision == 13)
    }

    @Test("what is no event changes nothing")
    func others() throws {
        var prefix = try prefix([key("a", "h:1")])
        #expect(try prefix.apply(WatchResponse(revision: 10, isCreated: true)) == .none)
        #expect(try prefix.apply(WatchResponse(revision: 50)) == .none)
        #expect(prefix.revision == 10)
        #expect(prefix.eventCount == 0)
    }

    @Test("compacted history and a store of the past are outdated; another end is an error")
    func ends() throws {
        var prefix = try prefix()
        let compacted = WatchResponse(revision: 0, isCancelled: true, compactRevision: 20)
        #expect(try prefix.apply(compacted) == .outdated)
        #expect(try prefix.apply(WatchResponse(revision: 9, isCreated: true)) == .outdated)
        let denied = WatchResponse(revision: 10, isCreated: true, isCancelled: true, cancelReason: "permission denied")
        let status = #expect(throws: Status.self) { try prefix.apply(denied) }
        #expect(status?.code == .permissionDenied)
    }

    @Test("the number of keys and the newest change tell whether something was missed")
    func confirmation() throws {
        var prefix = try prefix([key("a", "h:1", 3), key("b", "no instance", 7), key("c", "h:2", 5)])
        func summary(_ count: Int64, _ modRevision: Int64, _ revision: Int64 = 30) -> RangeSummary {
            RangeSummary(count: count, modRevision: modRevision, revision: revision, endpoint: 0)
        }
        let refused = [prefix.confirm(summary(2, 7)), prefix.confirm(summary(3, 8)), prefix.confirm(summary(0, 0))]
        #expect(refused == [false, false, false])
        #expect(prefix.revision == 10)
        let isConfirmed = prefix.confirm(summary(3, 7))
        #expect(isConfirmed)
        #expect(prefix.revision == 30)
        let isOlderConfirmed = prefix.confirm(summary(3, 7, 20))
        #expect(isOlderConfirmed)
        #expect(prefix.revision == 30)
        var none = WatchedPrefix(range, limits: .init(), revision: 1)
        let isEmptyConfirmed = none.confirm(summary(0, 0))
        #expect(isEmptyConfirmed)
    }

    @Test("keys and bytes are bounded; what was deleted does not count")
    func bounds() throws {
        let limits = EtcdResolver.Limits { limits in
            limits.keyCount = 2
            limits.byteCount = 20
        }
        var prefix = try prefix([key("a", "h:1"), key("b", "h:2")], limits: limits)
        try prefix.put(key("b", "h:3"))
        var more = prefix
        #expect(throws: Status.self) { try more.put(key("c", "h:3")) }
        more = prefix
        #expect(throws: Status.self) { try more.put(key("b", "h:34567890")) }
        let deletion = WatchResponse(revision: 11, events: [.init(isDeletion: true, key("a", "", 11))])
        #expect(try prefix.apply(deletion) == .changed)
        try prefix.put(key("c", "h:3456789"))
    }

    @Test("a key from elsewhere is refused")
    func foreignKey() throws {
        var prefix = try prefix()
        let status = #expect(throws: Status.self) {
            try prefix.put(KeyValue(key: Array("/t/a".utf8), value: [], modRevision: 1))
        }
        #expect(status?.code == .internal)
    }

    @Test("of several keys with the same id the first one counts")
    func duplicates() throws {
        let keys = (1...9).map { key("\($0)", #"{"id":"same","host":"h","port":\#($0)}"#) }
        for _ in 0..<10 {
            #expect(try prefix(keys.shuffled()).snapshot.instances.map(\.port) == [1])
        }
    }

    @Test("answers of a watch are read as etcd writes them")
    func wire() throws {
        func read(_ line: String) throws -> WatchResponse {
            try StreamMessage<WatchResponse>.read(Array(line.utf8))
        }
        let created = try read(
            #"{"result":{"header":{"cluster_id":"1","revision":"3","raft_term":"2"},"created":true}}"#
        )
        #expect(created.isCreated && !created.isCancelled && created.header.revision == 3)
        let compacted = try read(#"{"result":{"header":{"raft_term":"2"},"canceled":true,"compact_revision":"3"}}"#)
        #expect(compacted.isCancelled && compacted.compactRevision == 3)
        let events = try read(
            """
            {"result":{"header":{"revision":"5"},"events":[{"kv":{"key":"L3MvYQ==","create_revision":"4",\
            "mod_revision":"4","version":"1","value":"aDox"}},\
            {"type":"DELETE","kv":{"key":"L3MvYQ==","mod_revision":"5"}}]}}
            """
        ).events
        #expect(events.map(\.isDeletion) == [false, true])
        #expect(events.map(\.keyValue.modRevision) == [4, 5])
        #expect(events[0].keyValue.value == Array("h:1".utf8))
        for line in ["", "{}", "[]", #"{"result":{}}"#, #"{"result":{"header":{},"events":[{}]}}"#, "<html>"] {
            let status = #expect(throws: Status.self) { try read(line) }
            #expect(status?.code == .internal, "\(line)")
        }
        let error = #expect(throws: Status.self) {
            try read(#"{"error":{"grpc_code":14,"http_code":503,"message":"etcdserver: no leader"}}"#)
        }
        #expect(error?.code == .unavailable)
    }
}

@Suite
struct RestartBudgetTests {
    @Test("so many within the period, and more after it")
    func budget() {
        var budget = RestartBudget<ContinuousClock.Instant>(2, per: .seconds(10))
        let start = ContinuousClock.now
        func spend(_ seconds: Int) -> Bool { budget.spend(at: start.advanced(by: .seconds(seconds))) }
        #expect(spend(0))
        #expect(spend(5))
        #expect(!spend(9))
        #expect(spend(10))
        #expect(!spend(14))
        #expect(spend(15))
    }
}
