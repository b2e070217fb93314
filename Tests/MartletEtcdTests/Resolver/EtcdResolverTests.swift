import InMemoryLogging
import Logging
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletEtcd

@Suite(.timeLimit(.minutes(1)))
struct EtcdResolverTests {
    private let clock = ManualClock()

    @Test("the keys are read in pages of one revision, and watched from the next")
    func pages() async throws {
        let stream = FakeStream(revision: 7)
        let fake = FakeEtcd { call in
            if call.path == "/v3/watch" { return stream.response }
            return call.body.contains("revision")
                ? .range([("/s/b", "h:2", 2)], revision: 9) : .range([("/s/a", "h:1", 1)], revision: 7, more: true)
        }
        try await watching(EtcdResolver(fake.client(), prefix: "/s/", clock: clock)) { reports in
            try await reports.first(of: ["a", "b"])
            stream.put("/s/c", "h:3", 8)
            try await reports.first(of: ["a", "b", "c"])
        }
        let expected = [
            #"{"key":"L3Mv","limit":"1000","range_end":"L3Mw"}"#,
            #"{"key":"L3MvYQA=","limit":"1000","revision":"7","range_end":"L3Mw"}"#,
        ]
        #expect(fake.bodies("/v3/kv/range") == expected)
        #expect(fake.bodies("/v3/watch").first?.contains(#""start_revision":"8""#) == true)
    }

    @Test("pages that do not go on are refused")
    func endlessPages() async throws {
        for isEmpty in [true, false] {
            let fake = FakeEtcd { _ in .range(isEmpty ? [] : [("/s/a", "h:1", 1)], revision: 7, more: true) }
            let status = await #expect(throws: Status.self) {
                try await EtcdResolver(fake.client(), prefix: "/s/", clock: clock).watch { _ in }
            }
            #expect(status?.code == .internal)
            #expect(fake.calls.count <= 2)
        }
    }

    @Test("a watch that ends goes on from where it was, at the next member; the loop is bounded")
    func resumes() async throws {
        let fake = FakeEtcd { call in
            guard call.path == "/v3/watch" else { return .range([("/s/a", "h:1", 1)], revision: 7) }
            let stream = FakeStream(revision: 7)
            if call.body.contains(#""8""#) { stream.put("/s/b", "h:2", 20) }
            stream.end()
            return stream.response
        }
        let snapshots = Mutex<[Snapshot]>([])
        let resolver = EtcdResolver(fake.client(["a:1", "b:1"]), prefix: "/s/", clock: clock)
        let status = await #expect(throws: Status.self) {
            try await resolver.watch { snapshot in snapshots.withLock { $0.append(snapshot) } }
        }
        #expect(status?.code == .unavailable)
        #expect(fake.count("/v3/kv/range") == 3)  // Again and again: the store is at 7 where 20 was known.
        let watches = fake.calls.filter { $0.path == "/v3/watch" }
        #expect(watches.count == 5)
        #expect(watches.prefix(2).map(\.host) == ["a:1", "b:1"])
        #expect(watches[1].body.contains(#""start_revision":"21""#))
        #expect(snapshots.withLock { $0.map(\.count) }.prefix(3) == [1, 2, 1])
    }

    @Test("compacted history: the keys are read again")
    func compaction() async throws {
        let reads = Atomic(0)
        let open = FakeStream(revision: 40)
        let fake = FakeEtcd { call in
            if call.path == "/v3/kv/range" {
                let isFirst = reads.add(1, ordering: .relaxed).newValue == 1
                return isFirst
                    ? .range([("/s/a", "h:1", 1)], revision: 7) : .range([("/s/b", "h:2", 39)], revision: 40)
            }
            if call.body.contains(#""41""#) { return open.response }
            return .lines([
                #"{"result":{"header":{"revision":"40"},"created":true}}"#,
                #"{"result":{"header":{},"canceled":true,"compact_revision":"30"}}"#,
            ])
        }
        try await watching(EtcdResolver(fake.client(), prefix: "/s/", clock: clock)) { reports in
            try await reports.first(of: ["a"])
            try await reports.first(of: ["b"])
        }
    }

    @Test("an idle watch asks once in 75 seconds; one that has missed something begins again")
    func check() async throws {
        let deaf = FakeStream(revision: 7)
        let heard = FakeStream(revision: 9)
        let isLate = Atomic(false)
        let fake = FakeEtcd { call in
            guard call.path == "/v3/watch" else {
                return isLate.load(ordering: .relaxed)
                    ? .range([("/s/b", "h:2", 9)], revision: 9) : .range([("/s/a", "h:1", 1)], revision: 7)
            }
            return call.body.contains(#""10""#) ? heard.response : deaf.response
        }
        try await watching(EtcdResolver(fake.client(), prefix: "/s/", clock: clock)) { reports in
            try await reports.first(of: ["a"])
            for _ in 0..<10 {
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(74))
                #expect(clock.sleeperCount == 1)
                clock.advance(by: .seconds(1))
            }
            try await clock.waitForSleepers(1)
            #expect(fake.count("/v3/kv/range") == 11)
            #expect(fake.count("/v3/watch") == 1)
            isLate.store(true, ordering: .relaxed)
            clock.advance(by: .seconds(75))
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(5))
            try await reports.first(of: ["b"])
        }
    }

    @Test("a change that is on its way when it is checked is none that was missed")
    func lateChange() async throws {
        let stream = FakeStream(revision: 7)
        let reads = Atomic(0)
        let fake = FakeEtcd { call in
            guard call.path == "/v3/kv/range" else { return stream.response }
            let isFirst = reads.add(1, ordering: .relaxed).newValue == 1
            return .range(isFirst ? [] : [("/s/a", "h:1", 8)], revision: isFirst ? 7 : 8)
        }
        try await watching(EtcdResolver(fake.client(), prefix: "/s/", clock: clock)) { reports in
            try await reports.first(of: [])
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(75))
            try await clock.waitForSleepers(1)
            stream.put("/s/a", "h:1", 8)
            try await reports.first(of: ["a"])
            clock.advance(by: .seconds(5))
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(75))
            try await clock.waitForSleepers(1)
        }
        #expect(fake.count("/v3/watch") == 1)
    }

    @Test("a watch of a member that others do not use any more moves to theirs, from what was confirmed")
    func moves() async throws {
        let streams = [FakeStream(revision: 7), FakeStream(revision: 9)]
        let opened = Mutex<[String]>([])
        let (openings, opening) = AsyncStream.makeStream(of: Void.self)
        let isFrozen = Atomic(false)
        let fake = FakeEtcd { call in
            if call.host == "a:1", isFrozen.load(ordering: .relaxed) { throw Status(.deadlineExceeded) }
            guard call.path == "/v3/watch" else {
                let isLate = isFrozen.load(ordering: .relaxed)
                return .range([("/s/a", "h:1", isLate ? 8 : 1)], revision: isLate ? 9 : 7)
            }
            let number = opened.withLock { opened in
                opened.append(call.body)
                return opened.count
            }
            opening.yield()
            return streams[number - 1].response
        }
        try await watching(EtcdResolver(fake.client(["a:1", "b:1"]), prefix: "/s/", clock: clock)) { reports in
            var opened = openings.makeAsyncIterator()
            try await reports.first(of: ["a"])
            await opened.next()
            streams[0].put("/s/a", "h:2", 8)
            try await reports.first { $0.instances.first?.port == 2 }
            try await clock.waitForSleepers(1)
            isFrozen.store(true, ordering: .relaxed)
            clock.advance(by: .seconds(75))
            await opened.next()
            streams[1].put("/s/b", "h:2", 10)
            try await reports.first(of: ["a", "b"])
        }
        #expect(opened.withLock { $0 }.last?.contains(#""start_revision":"10""#) == true)
        #expect(fake.calls.last { $0.path == "/v3/watch" }?.host == "b:1")
    }

    @Test("a store that has lost its data is read again")
    func lostData() async throws {
        let reads = Atomic(0)
        let fake = FakeEtcd { call in
            guard call.path == "/v3/kv/range" else { return FakeStream(revision: 100).response }
            let number = reads.add(1, ordering: .relaxed).newValue
            return number == 1 ? .range([("/s/a", "h:1", 1)], revision: 7) : .range([], revision: 2)
        }
        try await watching(EtcdResolver(fake.client(), prefix: "/s/", clock: clock)) { reports in
            try await reports.first(of: ["a"])
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(75))
            try await reports.first(of: [])
        }
    }

    @Test("a token that a watch is refused with is renewed")
    func refusedToken() async throws {
        let tokens = Atomic(0)
        let open = FakeStream(revision: 7)
        let fake = FakeEtcd { call in
            switch call.path {
            case "/v3/auth/authenticate":
                return .json(#"{"token":"t.\#(tokens.add(1, ordering: .relaxed).newValue)"}"#)
            case "/v3/kv/range": return .range([], revision: 7)
            default:
                if call.token == "t.2" { return open.response }
                let reason = "rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"
                return .lines([
                    #"{"result":{"header":{"revision":"7"},"created":true,"canceled":true,"cancel_reason":"\#(reason)"}}"#
                ])
            }
        }
        let credentials = EtcdCredentials(user: "shop", password: "p")
        try await watching(EtcdResolver(fake.client(credentials: credentials), prefix: "/s/", clock: clock)) {
            reports in
            open.put("/s/a", "h:1", 8)
            try await reports.first(of: ["a"])
        }
        #expect(tokens.load(ordering: .relaxed) == 2)
    }

    @Test(
        "what is wrong with the stream ends the watch, after a few attempts",
        arguments: ["<html>", "{}", #"{"result":{}}"#]
    )
    func garbageStream(line: String) async throws {
        let fake = FakeEtcd { call in
            call.path == "/v3/watch" ? .lines([line]) : .range([("/s/a", "h:1", 1)], revision: 7)
        }
        let status = await #expect(throws: Status.self) {
            try await EtcdResolver(fake.client(), prefix: "/s/", clock: clock).watch { _ in }
        }
        #expect(status?.code == .internal)
        #expect(fake.count("/v3/watch") == 5)
    }

    @Test("a message without an end does not fill the memory")
    func endlessMessage() async throws {
        let fake = FakeEtcd { call in
            guard call.path == "/v3/watch" else { return .range([], revision: 7) }
            return .lines([String(repeating: "x", count: 2_000)])
        }
        let etcd = Etcd(["a:1"], configuration: .init { $0.maximumAnswerByteCount = 1_000 }, over: fake)
        let status = await #expect(throws: Status.self) {
            try await EtcdResolver(etcd, prefix: "/s/", clock: clock).watch { _ in }
        }
        #expect(status?.code == .resourceExhausted)
    }

    @Test("values that are skipped are logged, once a minute at most")
    func log() async throws {
        let handler = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in handler }
        let stream = FakeStream(revision: 7)
        let fake = FakeEtcd { call in
            call.path == "/v3/watch" ? stream.response : .range([("/s/x", "no", 1), ("/s/y", "no", 1)], revision: 7)
        }
        let resolver = EtcdResolver(fake.client(), prefix: "/s/", logger: logger, clock: clock)
        try await watching(resolver) { reports in
            try await reports.first(of: [])
            stream.put("/s/z", "no", 8)
            stream.put("/s/a", "h:1", 9)
            try await reports.first(of: ["a"])
            #expect(handler.entries.map { $0.metadata["key"] } == ["/s/x"])
            #expect(handler.entries.map { $0.metadata["count"] } == ["2"])
            clock.advance(by: .seconds(60))
            stream.put("/s/z", "none", 10)
            stream.put("/s/b", "h:1", 11)
            try await reports.first(of: ["a", "b"])
            #expect(handler.entries.map { $0.metadata["key"] } == ["/s/x", "/s/z"])
        }
    }
}
