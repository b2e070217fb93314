import HTTPTypes
import Martlet
import MartletHTTP
import Synchronization
import Testing

@testable import MartletEtcd

private let range = KeyRange(prefix: "/s/")
private let empty = #"{"header":{"revision":"7"}}"#
private let credentials = EtcdCredentials(user: "shop", password: "hunter2")

@Suite
struct EtcdTests {
    @Test("requests are as the gateway wants them")
    func requests() async throws {
        let fake = FakeEtcd { call in
            switch call.path {
            case "/v3/lease/grant": .json(#"{"header":{"revision":"7"},"ID":"5","TTL":"9"}"#)
            case "/v3/lease/keepalive": .json(#"{"result":{"header":{"revision":"7"},"ID":"5","TTL":"9"}}"# + "\n")
            case "/v3/watch": .lines([])
            default: .json(empty)
            }
        }
        let etcd = fake.client(["http://a:1/"])
        _ = try await etcd.page(from: Array("/s/".utf8), to: Array("/s0".utf8), limit: 10, revision: 7)
        let summary = try await etcd.summary(of: range)
        #expect(summary == RangeSummary(count: 0, modRevision: 0, revision: 7, endpoint: 0))
        #expect(try await etcd.lease(of: [97], deadline: .after(.seconds(9)), timeout: .seconds(9)) == nil)
        try await etcd.put([97], [98], lease: 5, deadline: .after(.seconds(9)))
        try await etcd.delete([97])
        #expect(try await etcd.grantLease(seconds: 9).id == 5)
        #expect(try await etcd.keepAlive(5, deadline: .after(.seconds(9)), timeout: .seconds(9)) == 9)
        try await etcd.revokeLease(5)
        _ = try await etcd.watch(range, from: 8)
        let expected = [
            ("/v3/kv/range", #"{"key":"L3Mv","limit":"10","revision":"7","range_end":"L3Mw"}"#),
            (
                "/v3/kv/range",
                #"{"key":"L3Mv","limit":"1","range_end":"L3Mw","sort_order":"DESCEND","#
                    + #""sort_target":"MOD","keys_only":true}"#
            ),
            ("/v3/kv/range", #"{"key":"YQ==","keys_only":true}"#),
            ("/v3/kv/put", #"{"key":"YQ==","value":"Yg==","lease":"5"}"#),
            ("/v3/kv/deleterange", #"{"key":"YQ=="}"#),
            ("/v3/lease/grant", #"{"TTL":"9"}"#),
            ("/v3/lease/keepalive", #"{"ID":"5"}"#),
            ("/v3/lease/revoke", #"{"ID":"5"}"#),
            ("/v3/watch", #"{"create_request":{"key":"L3Mv","range_end":"L3Mw","start_revision":"8"}}"#),
        ]
        #expect(fake.calls == expected.map { FakeEtcd.Call(host: "a:1", path: $0, body: $1, token: nil) })
    }

    @Test("the endpoint that works is kept; the others are tried once each")
    func failover() async throws {
        let fake = FakeEtcd { call in
            switch call.host {
            case "a:1": throw Status(.unavailable)
            case "b:1": throw Status(.deadlineExceeded)
            case "c:1": .failure(.serviceUnavailable, 14, "etcdserver: no leader")
            case "d:1": IncomingResponse(status: .notFound, text: "<html>")
            default: .json(empty)
            }
        }
        let etcd = fake.client(["a:1", "b:1", "c:1", "d:1", "e:1"])
        #expect(try await etcd.summary(of: range).endpoint == 4)
        #expect(try await etcd.summary(of: range).endpoint == 4)
        #expect(fake.calls.map(\.host) == ["a:1", "b:1", "c:1", "d:1", "e:1", "e:1"])

        let down = FakeEtcd { _ in throw Status(.unavailable) }
        await #expect(throws: Status.self) { try await down.client(["a:1", "b:1", "c:1"]).summary(of: range) }
        #expect(down.calls.map(\.host) == ["a:1", "b:1", "c:1"])
    }

    @Test(
        "what is no fault of the endpoint is not asked of another one",
        arguments: [(HTTPResponse.Status.forbidden, 7), (.notFound, 5), (.badRequest, 11), (.badRequest, 3)]
    )
    func refusals(status: HTTPResponse.Status, code: Int) async throws {
        let fake = FakeEtcd { _ in .failure(status, code, "etcdserver: no") }
        let refusal = await #expect(throws: Status.self) { try await fake.client(["a:1", "b:1"]).summary(of: range) }
        #expect(refusal?.code.rawValue == code)
        #expect(refusal?.message == "etcd: etcdserver: no")
        #expect(fake.calls.count == 1)
    }

    @Test("without endpoints nothing is asked")
    func noEndpoints() async throws {
        let fake = FakeEtcd { _ in .json(empty) }
        let status = await #expect(throws: Status.self) { try await fake.client([]).summary(of: range) }
        #expect(status?.code == .failedPrecondition)
    }

    @Test(
        "answers that are none of etcd fail",
        arguments: [
            "", "<html>", "{}", "[]", "null", #"{"header":1}"#, #"{"header":{"revision":"x"}}"#, "{\"header\":{",
        ]
    )
    func garbage(text: String) async throws {
        let fake = FakeEtcd { _ in .json(text) }
        let status = await #expect(throws: Status.self) { try await fake.client().summary(of: range) }
        #expect(status?.code == .internal)
        let keepAlive = await #expect(throws: Status.self) {
            try await fake.client().keepAlive(1, deadline: .after(.seconds(9)), timeout: .seconds(9))
        }
        #expect(keepAlive?.code == .internal)
        await #expect(throws: Status.self) { try await fake.client().grantLease(seconds: 1) }
    }

    @Test("tasks share one token")
    func sharedToken() async throws {
        let fake = FakeEtcd { call in
            guard call.path == "/v3/auth/authenticate" else { return .json(empty) }
            for _ in 0..<100 { await Task.yield() }
            return .json(#"{"header":{},"token":"t.1"}"#)
        }
        let etcd = fake.client(credentials: credentials)
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = try await etcd.summary(of: range) } }
            try await group.waitForAll()
        }
        #expect(fake.bodies("/v3/auth/authenticate") == [#"{"name":"shop","password":"hunter2"}"#])
        #expect(fake.calls.filter { $0.path == "/v3/kv/range" }.allSatisfy { $0.token == "t.1" })
    }

    @Test("who waits for a token waits no longer than a request may take", .timeLimit(.minutes(1)))
    func tokenInTime() async throws {
        let fake = FakeEtcd { _ in
            // For ever: until the task is cancelled.
            let (never, continuation) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            continuation.finish()
            throw CancellationError()
        }
        let etcd = Etcd(
            ["a:1"],
            credentials: credentials,
            configuration: .init { $0.requestTimeout = .milliseconds(200) },
            over: fake
        )
        let time = await ContinuousClock().measure {
            await withTaskGroup(of: Status.Code?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await etcd.summary(of: range)
                            return nil
                        } catch {
                            return Status(error).code
                        }
                    }
                }
                for await code in group { #expect(code == .deadlineExceeded) }
            }
        }
        #expect(time < .seconds(2))
    }

    @Test(
        "a token that is not known any more is renewed once",
        arguments: [
            (HTTPResponse.Status.unauthorized, 16, "etcdserver: invalid auth token"),
            (.badRequest, 3, "etcdserver: user name is empty"),
            (.badRequest, 3, "etcdserver: revision of auth store is old"),
        ]
    )
    func renewedToken(status: HTTPResponse.Status, code: Int, message: String) async throws {
        let fetched = Atomic(0)
        let valid = Atomic(2)
        let fake = FakeEtcd { call in
            if call.path == "/v3/auth/authenticate" {
                let number = fetched.add(1, ordering: .relaxed).newValue
                return .json(#"{"header":{},"token":"t.\#(number)"}"#)
            }
            let isValid = call.token == "t.\(valid.load(ordering: .relaxed))"
            return isValid ? .json(empty) : .failure(status, code, message)
        }
        let etcd = fake.client(credentials: credentials)
        _ = try await etcd.summary(of: range)
        _ = try await etcd.summary(of: range)
        #expect(fake.calls.compactMap(\.token) == ["t.1", "t.2", "t.2"])
        valid.store(99, ordering: .relaxed)
        let failure = await #expect(throws: Status.self) { try await etcd.summary(of: range) }
        #expect(failure?.code == .unauthenticated)
        #expect(fake.calls.compactMap(\.token) == ["t.1", "t.2", "t.2", "t.2", "t.3"])
    }

    @Test("a cluster without users is used without a token")
    func noUsers() async throws {
        let fake = FakeEtcd { call in
            call.path == "/v3/auth/authenticate"
                ? .failure(.preconditionFailed, 9, "etcdserver: authentication is not enabled") : .json(empty)
        }
        let etcd = fake.client(credentials: credentials)
        _ = try await etcd.summary(of: range)
        _ = try await etcd.summary(of: range)
        #expect(fake.calls.map(\.path) == ["/v3/auth/authenticate", "/v3/kv/range", "/v3/kv/range"])
        #expect(fake.calls.allSatisfy { $0.token == nil })
    }

    @Test("no message has the password in it, whatever the server says")
    func secrets() async throws {
        for status in [HTTPResponse.Status.ok, .badRequest, .unauthorized, .internalServerError] {
            for text in [#"{"message":"hunter2","code":3}"#, #"{"token":["hunter2"]}"#, "hunter2", #"{"hunter2":1}"#] {
                let fake = FakeEtcd { _ in IncomingResponse(status: status, text: text) }
                let failure = await #expect(throws: Status.self) {
                    try await fake.client(credentials: credentials).summary(of: range)
                }
                #expect(!String(reflecting: failure).contains("hunter2"), "\(String(reflecting: failure))")
            }
        }
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(FakeEtcd { _ in .json("") }.client(["u:hunter2@a:1"], credentials: credentials), to: &dumped)
        #expect(!dumped.contains("hunter2"), "\(dumped)")
        #expect("\(FakeEtcd { _ in .json("") }.client(["u:hunter2@a:1", "b:1"]))" == "http://a:1,http://b:1")
    }

    @Test(
        "why a watch was cancelled",
        arguments: [
            ("rpc error: code = PermissionDenied desc = etcdserver: permission denied", Status.Code.permissionDenied),
            ("rpc error: code = Unauthenticated desc = etcdserver: invalid auth token", .unauthenticated),
            ("rpc error: code = InvalidArgument desc = etcdserver: user name is empty", .unauthenticated),
            ("etcdserver: no leader", .unavailable), ("", .unavailable), ("something else", .unavailable),
        ]
    )
    func cancelReasons(reason: String, code: Status.Code) {
        #expect(EtcdFailure.status(cancelReason: reason).code == code)
    }

    @Test("a foreign text is cut and without control characters")
    func foreignText() {
        let status = EtcdFailure.status(code: 3, message: "a\nb" + String(repeating: "x", count: 1_000))
        #expect(status.message.hasPrefix("etcd: a bxx"))
        #expect(status.message.count == 206)
        #expect(EtcdFailure.status(code: nil, message: "").code == .unknown)
    }
}

@Suite
struct TurnTests {
    private final class Log: Sendable {
        let numbers = Mutex<Set<Int>>([])
    }

    @Test("one after the other; who is cancelled leaves the queue")
    func order() async throws {
        let turn = Turn()
        let log = Log()
        try await turn.take()
        let cancelled = Task { try await turn.take() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<10 {
                group.addTask {
                    guard (try? await turn.take()) != nil else { return }
                    log.numbers.withLock { _ = $0.insert(number) }
                    turn.giveBack()
                }
            }
            let early = log.numbers.withLock { $0 }
            #expect(early.isEmpty)
            turn.giveBack()
        }
        let all = log.numbers.withLock { $0 }
        #expect(all == Set(0..<10))
        try await turn.take()
    }
}
