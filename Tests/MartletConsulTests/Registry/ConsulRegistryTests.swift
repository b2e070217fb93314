import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@testable import MartletConsul

@Suite(.timeLimit(.minutes(1))) struct ConsulRegistryTests {
    private let fake = FakeConsul()
    private let clock = ManualClock()
    private let instance = Instance(host: "10.0.0.5", port: 80)

    private func registry(_ check: ConsulCheck = .ttl(.seconds(9))) -> ConsulRegistry {
        ConsulRegistry(fake.consul, service: "web", check: check, clock: clock)
    }

    private let registering = "PUT http://127.0.0.1:8500/v1/agent/service/register?replace-existing-checks=true"
    private let passing = "PUT http://127.0.0.1:8500/v1/agent/check/pass/service:web:10.0.0.5:80"
    private let looking = "GET http://127.0.0.1:8500/v1/agent/service/web:10.0.0.5:80"

    @Test func registersAndReportsThreeTimesInTheTime() async throws {
        #expect(registry().id == "consul:web")
        try await keeping(instance, in: registry()) { confirmations in
            let first = try await fake.next()
            #expect(first.line == registering)
            #expect(first.request.contentType == .json)
            #expect(String(buffer: first.request.body).contains(#""TTL":"9000ms""#))
            #expect(first.limit <= .seconds(5) && first.limit > .seconds(4))
            first.answer()
            // A check that was critical before stays so until it is told.
            let second = try await fake.next()
            #expect(second.line == passing)
            #expect(second.limit <= .seconds(3) && second.limit > .seconds(2))
            second.answer()
            _ = try await confirmations.next(isolation: #isolation)
            for _ in 0..<5 {
                try await clock.waitForSleepers(1)
                let count = fake.requestCount
                clock.advance(by: .milliseconds(2_999))
                try await clock.waitForSleepers(1)
                #expect(fake.requestCount == count)
                clock.advance(by: .milliseconds(1))
                let heartbeat = try await fake.next()
                #expect(heartbeat.line == passing)
                // The next one is on time, however long this one takes.
                clock.advance(by: .milliseconds(500))
                heartbeat.answer()
                _ = try await confirmations.next(isolation: #isolation)
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(2_499))
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(1))
                try await fake.next().answer()
                _ = try await confirmations.next(isolation: #isolation)
            }
        }
    }

    /// Nothing is confirmed that has not been reported.
    @Test func isNotConfirmedBeforeItPasses() async throws {
        try await keeping(instance, in: registry()) { confirmations in
            try await fake.next().answer()
            try await fake.next().answer(500, "no")
            await #expect(throws: Status.self) { try await confirmations.next(isolation: #isolation) }
        }
    }

    @Test(arguments: [
        (404, #"Unknown check ID "service:web""#, "the agent no longer has the registration"),
        (
            500, #"CheckID "service:web" does not have associated TTL"#,
            #"Consul's answer is HTTP status 500: CheckID "service:web" does not have associated TTL"#
        ),
    ])
    func aLostRegistrationEndsIt(status: Int, text: String, message: String) async throws {
        try await keeping(instance, in: registry()) { confirmations in
            try await fake.next().answer()
            try await fake.next().answer()
            _ = try await confirmations.next(isolation: #isolation)
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(3))
            try await fake.next().answer(status, text)
            let failure = await #expect(throws: Status.self) { try await confirmations.next(isolation: #isolation) }
            #expect(failure?.code == .unavailable)
            #expect(failure?.message == message)
        }
    }

    /// The check still passes, so nothing is lost yet.
    @Test func anAgentThatDoesNotAnswerIsToldAgainWhileTheCheckPasses() async throws {
        try await keeping(instance, in: registry()) { confirmations in
            try await fake.next().answer()
            try await fake.next().answer()
            _ = try await confirmations.next(isolation: #isolation)
            for answers in [false, true, false, false] {
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(3))
                let heartbeat = try await fake.next()
                #expect(heartbeat.line == passing)
                if answers {
                    heartbeat.answer()
                    _ = try await confirmations.next(isolation: #isolation)
                } else {
                    heartbeat.fail(Status(.deadlineExceeded))
                }
            }
            let failure = await #expect(throws: Status.self) { try await confirmations.next(isolation: #isolation) }
            #expect(failure?.message == "Consul has not answered in time")
        }
    }

    @Test(arguments: [(403, Status.Code.permissionDenied), (400, .invalidArgument), (500, .unavailable)])
    func aRefusedRegistrationEndsIt(status: Int, code: Status.Code) async throws {
        try await keeping(instance, in: registry()) { confirmations in
            try await fake.next().answer(status, "Missing service:write on web")
            let failure = await #expect(throws: Status.self) { try await confirmations.next(isolation: #isolation) }
            #expect(failure?.code == code)
        }
    }

    @Test(arguments: [ConsulCheck.http(path: "/"), .tcp(), .grpc()])
    func asksWhetherItIsStillThereWhenTheAgentChecks(check: ConsulCheck) async throws {
        try await keeping(instance, in: registry(check)) { confirmations in
            try await fake.next().answer()
            _ = try await confirmations.next(isolation: #isolation)
            let first = try await fake.next()
            #expect(first.line == looking)
            #expect(first.limit <= .seconds(5))
            first.answer(#"{"ID": "web:10.0.0.5:80"}"#, hash: "h1")
            _ = try await confirmations.next(isolation: #isolation)
            let second = try await fake.next()
            // At once, since it waits: below one request per minute.
            #expect(second.line == looking + "?hash=h1&wait=120000ms")
            #expect(second.limit <= .milliseconds(132_500) && second.limit > .seconds(131))
            clock.advance(by: .seconds(120))
            second.answer(#"{"ID": "web:10.0.0.5:80"}"#, hash: "h1")
            _ = try await confirmations.next(isolation: #isolation)
            let third = try await fake.next()
            #expect(third.line == second.line)
            third.answer(404, "unknown service ID: web")
            let failure = await #expect(throws: Status.self) { try await confirmations.next(isolation: #isolation) }
            #expect(failure?.code == .unavailable)
            #expect(failure?.message == "the agent no longer has the registration")
        }
    }

    /// Somebody on the way does not let the question block, or an old agent gives no hash.
    @Test func asksSeldomWhenTheAgentDoesNotWait() async throws {
        try await keeping(instance, in: registry(.tcp())) { confirmations in
            try await fake.next().answer()
            try await fake.next().answer(#"{"ID": "a"}"#, hash: "h")
            for seconds in [8, 16, 32, 64, 64] {
                try await fake.next().answer(#"{"ID": "a"}"#, hash: "h")
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(seconds) - .milliseconds(1))
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(1))
            }
            try await fake.next().answer(#"{"ID": "a"}"#)
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(119))
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            #expect(try await fake.next().line == looking)
        }
    }

    @Test func removes() async throws {
        async let removal: Void = registry().remove(instance)
        let question = try await fake.next()
        #expect(question.line == "PUT http://127.0.0.1:8500/v1/agent/service/deregister/web:10.0.0.5:80")
        question.answer()
        try await removal
    }

    /// Consul 1.10 and newer say 404 to an id that they do not know.
    @Test func whatIsNotThereHasBeenRemoved() async throws {
        async let removal: Void = registry().remove(instance)
        try await fake.next().answer(404, #"Unknown service ID "web:10.0.0.5:80""#)
        try await removal
    }

    @Test(arguments: [403, 500])
    func aFailedRemovalIsAnError(status: Int) async throws {
        async let removal: Void = registry().remove(instance)
        try await fake.next().answer(status)
        do {
            try await removal
            Issue.record("it was taken for success")
        } catch {
            #expect(error is Status)
        }
    }

    @Test(arguments: [ConsulCheck.ttl(.seconds(9)), .tcp()])
    func endsAtOnceWhenCancelled(check: ConsulCheck) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let registry = registry(check)
            group.addTask { [instance] in try await registry.keep(instance) {} }
            try await fake.next().answer()
            try await fake.next().answer(#"{"ID": "a"}"#, hash: "h")
            if check.timeToLive == nil {
                _ = try await fake.next()
            } else {
                try await clock.waitForSleepers(1)
            }
            let count = fake.requestCount
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
            // It is not taken out.
            #expect(fake.requestCount == count)
        }
    }
}
