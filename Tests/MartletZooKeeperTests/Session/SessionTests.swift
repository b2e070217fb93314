import MartletTesting
import MartletZooKeeperProtocol
import Testing

/// A session and the servers' side of its bytes.
struct Bench {
    var session: ZooKeeperSession
    var now = Duration.zero
    var generator = SeededGenerator(seed: 1)

    init(servers: Int = 3, credentials: [UInt8]? = nil) {
        session = ZooKeeperSession(
            .init(
                servers: servers,
                sessionTimeout: .seconds(9),
                connectTimeout: .seconds(2),
                credentials: credentials
            )
        )
    }

    mutating func on(_ event: ZooKeeperSession.Event, after delay: Duration = .zero) -> [ZooKeeperSession.Action] {
        now += delay
        return session.handle(event, at: now, using: &generator)
    }

    /// Lets time pass until it wants something.
    mutating func next() -> [ZooKeeperSession.Action] {
        if let time = session.nextWakeUp { now = max(now, time) }
        return on(.wokeUp)
    }

    mutating func establish(_ id: Int64 = 77, timeout: Int32 = 9000) -> [ZooKeeperSession.Action] {
        _ = on(.connected)
        return on(.received(Self.welcome(id, timeout: timeout)))
    }

    static func welcome(_ id: Int64, timeout: Int32) -> [UInt8] {
        var writer = JuteWriter()
        writer.int(0)
        writer.int(timeout)
        writer.long(id)
        writer.buffer([UInt8](repeating: 5, count: 16))
        writer.bool(false)
        return writer.frame
    }

    static func answer(_ number: Int32, change: Int64 = 1, error: Int32 = 0, body: [UInt8] = []) -> [UInt8] {
        var writer = JuteWriter()
        writer.int(number)
        writer.long(change)
        writer.int(error)
        var frame = JuteWriter()
        frame.buffer(writer.bytes + body)
        return frame.bytes
    }
}

extension ZooKeeperSession.Action {
    var server: Int? { if case .connect(let server) = self { server } else { nil } }
    var isLoss: Bool { if case .lost = self { true } else { false } }
    var bytes: [UInt8]? { if case .send(let bytes) = self { bytes } else { nil } }
}

@Suite struct SessionTests {
    @Test("it greets, says who it is, and then sends what waited")
    func establishes() {
        var bench = Bench(credentials: [1])
        #expect(bench.on(.requested(1, .delete(path: "/a"))).isEmpty)
        #expect(bench.on(.started).first?.server != nil)
        #expect(bench.on(.connected) == [.send(ConnectRequest(timeout: 9000).frame)])
        #expect(
            bench.on(.received(Bench.welcome(77, timeout: 9000))) == [
                .send(ZooKeeperRequest.credentials(scheme: "digest", [1])),
                .established(77, isNew: true),
                .send(ZooKeeperRequest.delete(path: "/a").frame(number: 1)),
            ]
        )
        #expect(bench.on(.received(Bench.answer(1))) == [.answer(1, .success(.done))])
    }

    @Test("it tries all servers in turn, with pauses that grow up to a second")
    func triesAll() {
        var bench = Bench()
        var servers = bench.on(.started).compactMap(\.server)
        var pauses: [Duration] = []
        for _ in 0..<8 {
            #expect(bench.on(.closed).contains { $0.isLoss })
            let before = bench.now
            servers += bench.next().compactMap(\.server)
            pauses.append(bench.now - before)
        }
        #expect(Set(servers.prefix(3)) == [0, 1, 2])
        #expect(Array(servers[3..<6]) == Array(servers[0..<3]))
        for (pause, limit) in zip(pauses, [50, 100, 200, 400, 800, 1000, 1000, 1000]) {
            #expect(pause >= .milliseconds(limit / 2) && pause <= .milliseconds(limit))
        }
    }

    @Test("the order of the servers is random")
    func randomOrder() {
        let firsts = (0..<50).map { seed in
            var bench = Bench()
            bench.generator = SeededGenerator(seed: UInt64(seed))
            return bench.on(.started).first?.server
        }
        #expect(Set(firsts).count == 3)
    }

    @Test("a server that accepts and is silent is left after the time to connect")
    func silentServer() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.on(.connected, after: .seconds(1))
        #expect(bench.next().first == .disconnect)
        #expect(bench.now == .seconds(2))
    }

    @Test("it pings after a third of the time-out and gives the connection up after two thirds of silence")
    func pings() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        #expect(bench.next() == [.send(ZooKeeperRequest.ping)])
        #expect(bench.now == .seconds(3))
        _ = bench.on(.received(Bench.answer(-2)), after: .seconds(1))
        #expect(bench.next() == [.send(ZooKeeperRequest.ping)])
        #expect(bench.now == .seconds(6))
        #expect(bench.next() == [.send(ZooKeeperRequest.ping)])
        #expect(bench.next().first == .disconnect)
        #expect(bench.now == .seconds(10))
    }

    @Test(
        "the time-out that the server grants counts, within reason",
        arguments: [
            (3000, 1000), (1, 100), (Int32.max, 1_200_000),
        ] as [(Int32, Int)]
    )
    func negotiates(granted: Int32, ping: Int) {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish(timeout: granted)
        #expect(bench.session.nextWakeUp == .milliseconds(ping))
    }

    @Test("after a loss it goes to another server with the same session, and with the last change it has seen")
    func resumes() {
        var bench = Bench()
        let first = bench.on(.started).first?.server
        _ = bench.establish()
        _ = bench.on(.requested(1, .delete(path: "/a")))
        _ = bench.on(.received(Bench.answer(1, change: 42)))
        _ = bench.on(.requested(2, .delete(path: "/b")))
        let actions = bench.on(.closed)
        #expect(actions.first == .answer(2, .failure(.connectionLoss)))
        #expect(actions.last?.isLoss == true)
        #expect(bench.next().first?.server != first)
        var greeting = ConnectRequest(timeout: 9000)
        greeting.lastChange = 42
        greeting.session = 77
        greeting.password = [UInt8](repeating: 5, count: 16)
        #expect(bench.on(.connected) == [.send(greeting.frame)])
        #expect(bench.on(.received(Bench.welcome(77, timeout: 9000))) == [.established(77, isNew: false)])
    }

    @Test("a session that has expired is told, and another one made")
    func expires() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.closed)
        _ = bench.next()
        _ = bench.on(.connected)
        let actions = bench.on(.received(Bench.welcome(0, timeout: 0)))
        #expect(actions.prefix(2) == [.expired, .disconnect])
        _ = bench.next()
        #expect(bench.on(.connected) == [.send(ConnectRequest(timeout: 9000).frame)])
        #expect(bench.on(.received(Bench.welcome(78, timeout: 9000))) == [.established(78, isNew: true)])
    }

    @Test("servers that refuse for longer than the session lives are greeted anew")
    func startsOver() {
        var bench = Bench(servers: 1)
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.requested(1, .delete(path: "/a")))
        _ = bench.on(.received(Bench.answer(1, change: 42)))
        _ = bench.on(.closed)
        var expired: Duration?
        for _ in 0..<40 where expired == nil {
            _ = bench.next()
            _ = bench.on(.connected)
            if bench.on(.closed).contains(.expired) { expired = bench.now }
        }
        #expect(expired.map { $0 > .seconds(9) && $0 < .seconds(11) } == true)
        _ = bench.next()
        #expect(bench.on(.connected) == [.send(ConnectRequest(timeout: 9000).frame)])
    }

    @Test(
        "answers of another order, of no request, too long or cut off end the connection",
        arguments: [
            Bench.answer(2), Bench.answer(99), [0x7F, 0, 0, 0], [0, 0, 0, 2, 1, 1], Bench.answer(1, body: [0, 0]),
        ]
    )
    func garbage(bytes: [UInt8]) {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.requested(1, .getChildren(path: "/a", watch: true)))
        let actions = bench.on(.received(bytes))
        #expect(actions.first == .disconnect)
        #expect(actions.contains(.answer(1, .failure(.connectionLoss))))
    }

    @Test("a server that greets and hangs up is not asked ever faster")
    func flappingServer() {
        var bench = Bench()
        _ = bench.on(.started)
        for _ in 0..<10 {
            _ = bench.establish()
            _ = bench.on(.closed)
            _ = bench.next()
        }
        #expect(bench.now > .seconds(3))
    }

    @Test("errors and events are passed on")
    func errorsAndEvents() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.requested(5, .delete(path: "/a")))
        #expect(bench.on(.received(Bench.answer(1, error: -101))) == [.answer(5, .failure(.noNode))])
        let event: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2, 0x2F, 0x61]
        #expect(
            bench.on(.received(Bench.answer(-1, body: event))) == [.changed(WatchEvent(.childrenChanged, "/a"))]
        )
    }

    @Test("credentials that are not taken fail all that waits")
    func refusedCredentials() {
        var bench = Bench(credentials: [1])
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.requested(5, .delete(path: "/a")))
        let actions = bench.on(.received(Bench.answer(-4, error: -115)))
        #expect(actions.prefix(3) == [.refusedCredentials, .answer(5, .failure(.authFailed)), .disconnect])
    }

    @Test("only so many requests are under way, and cancelled ones are not sent")
    func limits() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        for id in 1...256 { #expect(bench.on(.requested(UInt64(id), .delete(path: "/a"))).count == 1) }
        #expect(bench.on(.requested(300, .delete(path: "/b"))).isEmpty)
        #expect(bench.on(.requested(301, .delete(path: "/c"))).isEmpty)
        _ = bench.on(.cancelled(300))
        let sent = bench.on(.received(Bench.answer(1))).compactMap(\.bytes)
        #expect(sent == [ZooKeeperRequest.delete(path: "/c").frame(number: 257)])
    }

    @Test("it says good-bye and waits for the answer, a second at most")
    func stops() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        #expect(bench.on(.stopped) == [.send(ZooKeeperRequest.closeSession.frame(number: 1))])
        #expect(bench.on(.requested(1, .delete(path: "/a"))) == [.answer(1, .failure(.sessionExpired))])
        var other = bench
        #expect(bench.on(.received(Bench.answer(1))) == [.disconnect, .ended])
        #expect(other.next() == [.disconnect, .ended])
        #expect(other.now == .seconds(1))
        #expect(other.on(.started).isEmpty)
    }

    @Test("only the answer to the oldest request is one", arguments: [2, 99, 0, -3] as [Int32])
    func otherNumbers(number: Int32) {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.requested(1, .delete(path: "/a")))
        #expect(bench.on(.received(Bench.answer(number))).first == .disconnect)
    }

    @Test("pauses become as long as a second, and not longer")
    func longestPause() {
        var bench = Bench()
        _ = bench.on(.started)
        var longest = Duration.zero
        for _ in 0..<60 {
            _ = bench.on(.closed)
            let before = bench.now
            _ = bench.next()
            longest = max(longest, bench.now - before)
        }
        #expect(longest > .milliseconds(900) && longest <= .seconds(1))
    }

    @Test("what a lost connection owes is not waited for on the next one")
    func forgetsLostRequests() {
        var bench = Bench()
        _ = bench.on(.started)
        _ = bench.establish()
        _ = bench.on(.requested(1, .delete(path: "/a")))
        _ = bench.on(.closed)
        _ = bench.next()
        _ = bench.establish()
        _ = bench.on(.requested(2, .delete(path: "/b")))
        #expect(bench.on(.received(Bench.answer(2))) == [.answer(2, .success(.done))])
    }

    @Test("refusals count only one after the other")
    func countsRefusals() {
        var bench = Bench(servers: 1)
        _ = bench.on(.started)
        _ = bench.establish()
        for _ in 0..<2 {
            _ = bench.on(.closed)
            _ = bench.next()
            _ = bench.on(.connected)
            _ = bench.on(.closed)
            _ = bench.next()
            _ = bench.establish()
        }
        // Away for longer than the session lives, then refused once.
        _ = bench.on(.closed)
        _ = bench.on(.wokeUp, after: .seconds(20))
        _ = bench.on(.connected)
        #expect(!bench.on(.closed).contains(.expired))
    }
}
