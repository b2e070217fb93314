import ExporterTesting
import Logging
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import Testing

@testable import MartletConsul

@Suite(.timeLimit(.minutes(1))) struct ConsulResolverTests {
    private let fake = FakeConsul()
    private let clock = ManualClock()

    private func resolver(
        _ service: String = "search",
        tags: [String] = [],
        limit: Int? = nil,
        _ change: (inout ConsulResolver.Configuration) -> Void = { _ in }
    ) -> ConsulResolver {
        ConsulResolver(
            fake.consul,
            service: service,
            tags: tags,
            limit: limit,
            configuration: .init(change),
            clock: clock
        )
    }

    @Test func namesWhatItWatches() {
        #expect(resolver().id == "consul:search")
        let other = ConsulResolver(
            Consul("http://h", over: fake),
            service: "search",
            tags: ["v2"],
            passingOnly: false,
            datacenter: "dc2"
        )
        #expect(other.id == "consul:search?tag=v2&all&dc=dc2@h")
    }

    @Test func blocksBeyondTheLastIndex() async throws {
        try await watching(resolver()) { snapshots in
            let first = try await fake.next()
            #expect(first.line == "GET http://127.0.0.1:8500/v1/health/service/search?passing=true")
            #expect(first.limit <= .seconds(10) && first.limit > .seconds(9))
            #expect(first.request.responseBody == .collected(upTo: 64 << 20))
            first.answer(answer(entry(id: "a")), index: "100")
            #expect(try await snapshots.next().instances.map(\.id) == ["a"])

            // At once: it waits.
            let second = try await fake.next()
            #expect(second.line == first.line + "&index=100&wait=300000ms")
            let limit = Duration.seconds(300) + .milliseconds(18_750) + .seconds(10)
            #expect(second.limit <= limit && second.limit > limit - .seconds(1))
            // The time is over; what it says is confirmed.
            clock.advance(by: .seconds(300))
            second.answer(answer(entry(id: "a")), index: "100")
            #expect(try await snapshots.next().instances.map(\.id) == ["a"])

            let third = try await fake.next()
            #expect(third.line == second.line)
            clock.advance(by: .seconds(10))
            third.answer(answer(entry(id: "a"), entry(id: "b")), index: "101")
            #expect(try await snapshots.next().instances.map(\.id) == ["a", "b"])
            #expect(try await fake.next().line == first.line + "&index=101&wait=300000ms")
        }
    }

    /// A registry that changes all the time gets two requests a second.
    @Test func pausesWhenAnswersComeAtOnce() async throws {
        try await watching(resolver()) { snapshots in
            try await fake.next().answer("[]", index: "1")
            for index in 2...20 {
                let question = try await fake.next()
                #expect(question.line.contains("&index=\(index - 1)&"))
                clock.advance(by: .milliseconds(100))
                question.answer(answer(entry(id: "\(index)")), index: "\(index)")
                try await clock.waitForSleepers(1)
                let count = fake.requestCount
                clock.advance(by: .milliseconds(399))
                try await clock.waitForSleepers(1)
                #expect(fake.requestCount == count)
                clock.advance(by: .milliseconds(1))
            }
            try await snapshots.next(count: 0)
        }
    }

    /// Somebody on the way does not let questions block.
    @Test func asksLaterAndLaterWhileThereIsNothingNew() async throws {
        try await watching(resolver()) { _ in
            try await fake.next().answer("[]", index: "1")
            var pauses: [Duration] = []
            for _ in 0..<7 {
                try await fake.next().answer("[]", index: "1")
                try await clock.waitForSleepers(1)
                var pause = Duration.zero
                while clock.sleeperCount > 0 {
                    clock.advance(by: .milliseconds(500))
                    pause += .milliseconds(500)
                }
                pauses.append(pause)
            }
            #expect(pauses == [1, 2, 4, 8, 8, 8, 8].map { .seconds($0) })
        }
    }

    /// Go kit: indexes 100 then 99, and the loop goes on.
    @Test func beginsAnewWhenTheIndexGoesBackwards() async throws {
        try await watching(resolver()) { snapshots in
            try await fake.next().answer(answer(entry(id: "a")), index: "100")
            #expect(try await snapshots.next().count == 1)
            try await fake.next().answer("[]", index: "99")
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            let anew = try await fake.next()
            #expect(!anew.line.contains("index"))
            anew.answer(answer(entry(id: "b")), index: "99")
            // What came with the lower index was not reported.
            #expect(try await snapshots.next().instances.map(\.id) == ["b"])
            #expect(try await fake.next().line.contains("&index=99&"))
        }
    }

    @Test(arguments: [nil, "0", "x"])
    func anIndexThatIsNotSaneEndsTheWatch(index: String?) async throws {
        try await watching(resolver()) { snapshots in
            try await fake.next().answer("[]", index: index)
            let failure = await #expect(throws: Status.self) { try await snapshots.next() }
            #expect(failure?.code == .internal)
            #expect(failure?.message == "Consul's answer has no sane index")
        }
    }

    @Test(arguments: [
        (403, "ACL not found", Status.Code.permissionDenied), (500, "No cluster leader", .unavailable),
        (200, "<html>", .internal), (200, "{}", .internal),
    ])
    func whatIsWrongEndsTheWatch(status: Int, text: String, code: Status.Code) async throws {
        try await watching(resolver()) { snapshots in
            try await fake.next().answer("[]", index: "3")
            #expect(try await snapshots.next().isEmpty)
            try await fake.next().answer(status, index: "4", text)
            let failure = await #expect(throws: Status.self) { try await snapshots.next() }
            #expect(failure?.code == code)
        }
    }

    @Test func instancesAreBounded() async throws {
        try await watching(resolver { $0.maximumInstances = 2 }) { snapshots in
            try await fake.next().answer(answer(entry(id: "a"), entry(id: "b")), index: "1")
            #expect(try await snapshots.next().count == 2)
            try await fake.next().answer(answer(entry(id: "a"), entry(id: "b"), entry(id: "c")), index: "2")
            let failure = await #expect(throws: Status.self) { try await snapshots.next() }
            #expect(failure?.code == .internal)
        }
    }

    /// Go kit: the first tag goes to the server, and all are looked at here.
    @Test func tagsAreLookedAtHereToo() async throws {
        try await watching(resolver(tags: ["api", "v2"])) { snapshots in
            let question = try await fake.next()
            #expect(question.line.hasSuffix("/search?tag=api&tag=v2&passing=true"))
            question.answer(
                answer(
                    entry(id: "0", tags: ["api", "v1"]),
                    entry(id: "1", tags: ["v2", "api"]),
                    entry(id: "2", tags: ["v2"])
                ),
                index: "1"
            )
            #expect(try await snapshots.next().instances.map(\.id) == ["1"])
        }
    }

    /// Go kit: the connection ends once, and the loop asks again within 500 ms. Here `Discovery` asks again.
    @Test func discoveryAsksAgainAndEndpointsShareAWatch() async throws {
        let discovery = Discovery(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock)
        let one = discovery.instances(of: resolver())
        let other = discovery.instances(of: resolver())
        #expect(one === other)
        #expect(discovery.instances(of: resolver(tags: ["x"])) !== one)
        let single = Discovery(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock)
        let instances = single.instances(of: resolver())
        try await running(single) { [fake, clock] in
            try await fake.next().fail(Status(.unavailable, "the connection broke off"))
            try await clock.waitForSleepers(2)
            // The first delay is 100 to 300 ms, and the pause after a change 100.
            clock.advance(by: .milliseconds(300))
            try await fake.next().answer(answer(entry(id: "a")), index: "5")
            try await instances.waitUntilResolved()
            #expect(instances.current.snapshot?.instances.map(\.id) == ["a"])
            #expect(fake.requestCount >= 2)
        }
    }

    @Test func endsAtOnceWhenCancelled() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let resolver = resolver()
            group.addTask { try await resolver.watch { _ in } }
            try await fake.next().answer("[]", index: "1")
            _ = try await fake.next()
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        // In a pause, too.
        try await withThrowingTaskGroup(of: Void.self) { group in
            let resolver = resolver()
            group.addTask { try await resolver.watch { _ in } }
            try await fake.next().answer("[]", index: "1")
            try await fake.next().answer("[]", index: "2")
            try await clock.waitForSleepers(1)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }
}
