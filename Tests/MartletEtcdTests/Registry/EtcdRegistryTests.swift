import Martlet
import MartletBase64
import MartletDiscovery
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletEtcd

@Suite
struct LeaseTermTests {
    @Test("a lease counts from before the request; the next keep-alive comes after a third")
    func term() {
        let start = ContinuousClock.now
        func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }
        var term = LeaseTerm(sentAt: start, timeToLive: .seconds(9))
        #expect(term.delay(at: at(1)) == .seconds(2))
        #expect(term.delay(at: at(4)) == .zero)
        #expect(term.remaining(at: at(8)) == .seconds(1))
        #expect(term.requestTimeout == .seconds(3))
        term.missed(at: at(3))
        #expect(term.delay(at: at(3)) == .milliseconds(900))
        term.missed(at: at(8.5))
        #expect(term.delay(at: at(8.5)) == .milliseconds(500))
        term.renewed(sentAt: at(8), timeToLive: .seconds(6))
        #expect(term.expiry == at(14))
        #expect(term.delay(at: at(8)) == .seconds(2))
    }
}

/// Answers as etcd with one lease does.
private final class FakeLease: Sendable {
    struct State {
        var keepAlive: Result<String, Status> = .success(#","TTL":"9""#)
        var holder: String? = "5"
        var putFailure: IncomingResponse?
    }

    let state = Mutex(State())

    func answer(_ call: FakeEtcd.Call) throws -> IncomingResponse {
        let state = state.withLock { $0 }
        switch call.path {
        case "/v3/lease/grant": return .json(#"{"header":{},"ID":"5","TTL":"9"}"#)
        case "/v3/lease/keepalive": return .json(#"{"result":{"header":{},"ID":"5"\#(try state.keepAlive.get())}}"#)
        case "/v3/kv/put": return state.putFailure ?? .json(#"{"header":{}}"#)
        case "/v3/kv/range":
            guard let holder = state.holder else { return .json(#"{"header":{}}"#) }
            let key = Base64.encode(Array("/s/h:1".utf8))
            return .json(#"{"header":{},"kvs":[{"key":"\#(key)","lease":"\#(holder)"}],"count":"1"}"#)
        default: return .json(#"{"header":{}}"#)
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct EtcdRegistryTests {
    private let clock = ManualClock()
    private let instance = Instance(host: "h", port: 1)

    @Test("a lease, a key that hangs on it, and a keep-alive each third of its life")
    func keeps() async throws {
        let lease = FakeLease()
        let fake = FakeEtcd { try lease.answer($0) }
        let registry = EtcdRegistry(fake.client(), prefix: "/s", timeToLive: .milliseconds(8_500), clock: clock)
        #expect(registry.id == "etcd:/s/")
        try await keeping(instance, in: registry) { confirmations in
            try await confirmations.next()
            for _ in 0..<3 {
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(2_999))
                #expect(clock.sleeperCount == 1)
                clock.advance(by: .milliseconds(1))
                try await confirmations.next()
            }
        }
        let value = Base64.encode(Array(#"{"host":"h","port":1}"#.utf8))
        #expect(fake.bodies("/v3/lease/grant") == [#"{"TTL":"9"}"#])
        #expect(fake.bodies("/v3/kv/put") == [#"{"key":"L3MvaDox","value":"\#(value)","lease":"5"}"#])
        #expect(fake.bodies("/v3/lease/keepalive") == Array(repeating: #"{"ID":"5"}"#, count: 3))
        try await registry.remove(instance)
        try await registry.remove(instance)
        #expect(fake.bodies("/v3/kv/deleterange") == Array(repeating: #"{"key":"L3MvaDox"}"#, count: 2))
        #expect(fake.bodies("/v3/lease/revoke") == [#"{"ID":"5"}"#])
    }

    @Test("a lost lease, a deleted key and one of somebody else end the registration", arguments: 0..<4)
    func losses(number: Int) async throws {
        let lease = FakeLease()
        let fake = FakeEtcd { try lease.answer($0) }
        let registry = EtcdRegistry(fake.client(), prefix: "/s/", clock: clock)
        try await keeping(instance, in: registry) { confirmations in
            try await confirmations.next()
            lease.state.withLock { state in
                switch number {
                case 0: state.keepAlive = .success("")
                case 1: state.keepAlive = .success(#","TTL":"-1""#)
                case 2: state.holder = nil
                default: state.holder = "6"
                }
            }
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(3))
            #expect(Status(try await confirmations.end()).code == .aborted)
        }
    }

    @Test("when no member answers it is tried again, until the lease may be over")
    func silence() async throws {
        let lease = FakeLease()
        let fake = FakeEtcd { try lease.answer($0) }
        let registry = EtcdRegistry(fake.client(), prefix: "/s/", clock: clock)
        try await keeping(instance, in: registry) { confirmations in
            try await confirmations.next()
            lease.state.withLock { $0.keepAlive = .failure(Status(.unavailable, "away")) }
            // At 3, 3.9, 4.8, 5.7, 6.6, 7.5 and 8.4 seconds.
            for milliseconds in [3_000, 900, 900, 900, 900, 900, 900] {
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(milliseconds))
            }
            try await clock.waitForSleepers(1)
            #expect(fake.count("/v3/lease/keepalive") == 7)
            clock.advance(by: .milliseconds(600))
            #expect(Status(try await confirmations.end()).code == .aborted)
            #expect(fake.count("/v3/lease/keepalive") == 7)
        }
    }

    @Test("a member that is away for less than that is no loss")
    func shortSilence() async throws {
        let lease = FakeLease()
        let fake = FakeEtcd { try lease.answer($0) }
        let registry = EtcdRegistry(fake.client(), prefix: "/s/", clock: clock)
        try await keeping(instance, in: registry) { confirmations in
            try await confirmations.next()
            lease.state.withLock { $0.keepAlive = .failure(Status(.unavailable, "away")) }
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(3))
            try await clock.waitForSleepers(1)
            lease.state.withLock { $0.keepAlive = .success(#","TTL":"9""#) }
            clock.advance(by: .milliseconds(900))
            try await confirmations.next()
            try await clock.waitForSleepers(1)
            clock.advance(by: .milliseconds(2_999))
            #expect(clock.sleeperCount == 1)
        }
    }

    @Test("a refused key leaves no lease behind")
    func refusedKey() async throws {
        let lease = FakeLease()
        lease.state.withLock { $0.putFailure = .failure(.forbidden, 7, "etcdserver: permission denied") }
        let fake = FakeEtcd { try lease.answer($0) }
        let status = await #expect(throws: Status.self) {
            try await EtcdRegistry(fake.client(), prefix: "/s/", clock: clock).keep(instance) {}
        }
        #expect(status?.code == .permissionDenied)
        #expect(fake.bodies("/v3/lease/revoke") == [#"{"ID":"5"}"#])
    }

    @Test("an instance without an id has no key")
    func noKey() async throws {
        let fake = FakeEtcd { _ in .json("{}") }
        let registry = EtcdRegistry(fake.client(), prefix: "/s/", clock: clock)
        let nobody = Instance(host: "h", port: 1, id: "")
        #expect(await #expect(throws: Status.self) { try await registry.keep(nobody) {} }?.code == .invalidArgument)
        #expect(await #expect(throws: Status.self) { try await registry.remove(nobody) }?.code == .invalidArgument)
        #expect(fake.calls.isEmpty)
    }

    @Test(
        "times to live are whole seconds, rounded up",
        arguments: [
            (Duration.zero, 1), (.milliseconds(1), 1), (.milliseconds(1_001), 2), (.seconds(-5), 1),
            (.seconds(1e9), 86_400),
        ]
    )
    func timesToLive(duration: Duration, seconds: Int) async throws {
        let fake = FakeEtcd { _ in throw Status(.unavailable) }
        await #expect(throws: Status.self) {
            try await EtcdRegistry(fake.client(), prefix: "/s/", timeToLive: duration, clock: clock).keep(instance) {}
        }
        #expect(fake.bodies("/v3/lease/grant") == [#"{"TTL":"\#(seconds)"}"#])
    }
}
