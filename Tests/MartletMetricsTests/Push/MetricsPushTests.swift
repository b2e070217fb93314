import CoreMetrics
import Logging
import Martlet
import MartletTesting
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@testable import MartletMetrics

@Suite(.timeLimit(.minutes(1))) struct MetricsPushTests {
    private let clock = WatchedClock()
    private let logs = Logs()
    private let own = MetricsRegistry()
    private let registry = MetricsRegistry()
    private let backend = Backend()

    private func push(_ change: (inout MetricsPushOptions) -> Void = { _ in }) -> MetricsPush<Backend> {
        var options = MetricsPushOptions {
            $0.metrics = own
            $0.name = "test"
            $0.random = { 0.5 }
            $0.wallClock = { 77 }
            // Later than anything that a test waits for.
            $0.sendTimeout = .seconds(1_000_000)
        }
        change(&options)
        return MetricsPush(
            registry,
            to: backend,
            every: .seconds(10),
            options: options,
            logger: logs.logger,
            clock: clock
        )
    }

    private func count(_ amount: Int64) {
        registry.makeCounter(label: "hits", dimensions: []).increment(by: amount)
    }

    private var sent: Double? { own.numbers()["martlet_metrics_sent{exporter=test}"] }
    private var dropped: Double? { own.numbers()["martlet_metrics_dropped{exporter=test}"] }

    /// Runs a push beside `body`, which cancels it or shuts it down.
    private func run(
        _ push: MetricsPush<Backend>,
        _ body: @Sendable (_ shutDown: () -> Void, _ run: Task<Void, any Error>) async throws -> Void
    ) async throws {
        try await testGracefulShutdown { trigger in
            // unstructured: the test goes on beside it.
            let run = Task { try await push.run() }
            try await body({ trigger.triggerGracefulShutdown() }, run)
            _ = await run.result
        }
    }

    // MARK: Intervals

    @Test func eachIntervalIsSentWhenItEnds() async throws {
        count(1)
        try await run(push()) { shutDown, run in
            await clock.move(to: 10)
            #expect(await backend.received(1) == ["77 hits 1"])
            await clock.sleeping(to: 20)
            count(2)
            #expect(backend.attempts == 1)
            await clock.move(to: 20)
            #expect(await backend.received(2) == ["77 hits 1", "77 hits 2"])
            await clock.sleeping(to: 30)
            count(3)
            shutDown()
            try await run.value
        }
        // The last interval is not lost.
        #expect(backend.payloads == ["77 hits 1", "77 hits 2", "77 hits 3"])
        #expect(backend.closedCount == 1)
        #expect(sent == 3)
        #expect(dropped == 0)
        #expect(logs.lines.isEmpty)
    }

    @Test func nothingHappensBeforeItRuns() {
        count(1)
        _ = push()
        #expect(!clock.hasSleepers)
        #expect(registry.numbers() == ["hits": 1])
    }

    // MARK: Failures

    @Test func aBackendThatIsAwayGetsEverythingLater() async throws {
        backend.behaviour.withLock { $0 = .fail }
        try await run(push()) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            // Tried again after 1 s, then 2 s, then 4 s, with the middle of the jitter.
            for (number, time) in [11.0, 13, 17].enumerated() {
                await clock.sleeping(to: time)
                #expect(backend.attempts == number + 1)
                await clock.move(to: time)
            }
            // The interval ends although the backend is away: it would be tried at 25 s.
            await clock.sleeping(to: 20)
            count(2)
            await clock.move(to: 20)
            await clock.sleeping(to: 25)
            #expect(registry.numbers() == ["hits": 0])
            #expect(backend.attempts == 4)
            backend.behaviour.withLock { $0 = .take }
            await clock.move(to: 25)
            #expect(await backend.received(2) == ["77 hits 1", "77 hits 2"])
            shutDown()
            try await run.value
        }
        #expect(dropped == 0)
        #expect(
            logs.lines == ["warning metrics cannot be sent; going on to try", "notice metrics are sent again"]
        )
    }

    @Test func aBackendThatAsksForTimeGetsIt() async throws {
        backend.behaviour.withLock { $0 = .askForTime(.seconds(7)) }
        try await run(push()) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await clock.sleeping(to: 17)
            // But not for ever: the next interval comes first, then what is the most that is granted.
            backend.behaviour.withLock { $0 = .askForTime(.seconds(100_000)) }
            await clock.move(to: 17)
            for tick in stride(from: 20, through: 310, by: 10) {
                await clock.sleeping(to: Double(tick))
                await clock.move(to: Double(tick))
            }
            #expect(backend.attempts == 2)
            await clock.sleeping(to: 317)
            shutDown()
            run.cancel()
        }
    }

    @Test func delaysBeginAnewAfterASuccess() async throws {
        backend.behaviour.withLock { $0 = .fail }
        try await run(push()) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await clock.move(to: 11)
            await clock.sleeping(to: 13)
            backend.behaviour.withLock { $0 = .take }
            await clock.move(to: 13)
            await clock.sleeping(to: 20)
            backend.behaviour.withLock { $0 = .fail }
            await clock.move(to: 20)
            await clock.sleeping(to: 21)
            backend.behaviour.withLock { $0 = .take }
            shutDown()
            try await run.value
        }
    }

    @Test func theOldestAreDroppedAndCounted() async throws {
        backend.behaviour.withLock { $0 = .fail }
        try await run(
            push {
                $0.maximumPayloads = 2; $0.initialBackoff = .seconds(3_600)
            }
        ) { shutDown, run in
            for number in 1...5 {
                await clock.sleeping(to: Double(number) * 10)
                count(Int64(number))
                await clock.move(to: Double(number) * 10)
            }
            await clock.sleeping(to: 60)
            #expect(dropped == 3)
            #expect(backend.attempts == 1)
            backend.behaviour.withLock { $0 = .take }
            shutDown()
            try await run.value
        }
        // The last flush has displaced one more.
        #expect(backend.payloads == ["77 hits 5", "77 hits 0"])
        #expect(dropped == 4)
        #expect(
            logs.lines == [
                "warning metrics cannot be sent; going on to try", "warning metrics are dropped, too many wait",
                "notice metrics are sent again",
            ]
        )
        #expect(logs.metadata.last?["dropped"] == "4")
    }

    @Test func whatIsTooLargeIsDroppedByItself() async throws {
        try await run(push { $0.maximumBytes = 9 }) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await clock.sleeping(to: 20)
            count(1_000)
            await clock.move(to: 20)
            await clock.sleeping(to: 30)
            shutDown()
            try await run.value
        }
        #expect(backend.payloads == ["77 hits 1", "77 hits 0"])
        #expect(dropped == 1)
    }

    @Test func whatIsRejectedIsDroppedAtOnceAndToldNowAndThen() async throws {
        backend.behaviour.withLock { $0 = .reject }
        count(1)
        try await run(push()) { shutDown, run in
            for number in 1...12 {
                // Also when the backend takes some of them.
                backend.behaviour.withLock { $0 = number == 6 ? .take : .reject }
                await clock.move(to: Double(number) * 10)
                await clock.sleeping(to: Double(number + 1) * 10)
            }
            backend.behaviour.withLock { $0 = .take }
            shutDown()
            try await run.value
        }
        #expect(backend.payloads == ["77 hits 0", "77 hits 0"])
        #expect(backend.attempts == 13)
        #expect(dropped == 11)
        #expect(logs.lines == Array(repeating: "error metrics were rejected and are dropped", count: 2))
        #expect(logs.metadata.map { $0["rejected"] } == ["1", "10"])
    }

    @Test func aSendThatHangsIsGivenUpAndTriedAgain() async throws {
        backend.behaviour.withLock { $0 = .hang }
        try await run(push { $0.sendTimeout = .seconds(4) }) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await clock.move(to: 14)
            await clock.sleeping(to: 15)
            #expect(backend.attempts == 1)
            backend.behaviour.withLock { $0 = .take }
            await clock.move(to: 15)
            #expect(await backend.received(1) == ["77 hits 1"])
            shutDown()
            try await run.value
        }
    }

    // MARK: Endings

    @Test func aShutdownTriesAtOnceAndAgainWhileThereIsTime() async throws {
        backend.behaviour.withLock { $0 = .fail }
        try await run(push { $0.initialBackoff = .seconds(2) }) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await clock.sleeping(to: 12)
            shutDown()
            // The delay has doubled to 4 s, and the time of the shutdown is 5 s.
            await clock.sleeping(to: 14)
            #expect(backend.attempts == 2)
            backend.behaviour.withLock { $0 = .take }
            await clock.sleeping(to: 15)
            await clock.move(to: 14)
            try await run.value
        }
        #expect(backend.payloads == ["77 hits 1", "77 hits 0"])
        #expect(backend.closedCount == 1)
        #expect(dropped == 0)
    }

    @Test func aShutdownEndsInTimeThoughTheBackendHangs() async throws {
        backend.behaviour.withLock { $0 = .hang }
        try await run(push()) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await backend.attempted(1)
            shutDown()
            await clock.move(to: 15)
            try await run.value
        }
        #expect(backend.payloads.isEmpty)
        #expect(backend.closedCount == 1)
        #expect(dropped == 1)
        #expect(logs.lines == ["warning metrics were lost at the end"])
    }

    @Test func aShutdownEndsInTimeThoughTheBackendIsAway() async throws {
        backend.behaviour.withLock { $0 = .fail }
        try await run(push { $0.initialBackoff = .seconds(60) }) { shutDown, run in
            count(1)
            await clock.move(to: 10)
            await clock.sleeping(to: 20)
            shutDown()
            await clock.move(to: 15)
            try await run.value
        }
        #expect(backend.closedCount == 1)
        #expect(backend.payloads.isEmpty)
        #expect(dropped == 2)
    }

    @Test func cancellationEndsAtOnce() async throws {
        backend.behaviour.withLock { $0 = .hang }
        try await run(push()) { _, run in
            count(1)
            await clock.move(to: 10)
            await backend.attempted(1)
            run.cancel()
            await #expect(throws: CancellationError.self) { try await run.value }
        }
        #expect(backend.closedCount == 1)
        #expect(dropped == 1)
    }

    @Test func cancellationWhileItSleepsEndsAtOnce() async throws {
        try await run(push()) { _, run in
            await clock.sleeping(to: 10)
            run.cancel()
            await #expect(throws: CancellationError.self) { try await run.value }
        }
        #expect(backend.closedCount == 1)
        #expect(backend.attempts == 0)
    }
}

/// A backend that does what it is told and remembers it.
final class Backend: MetricsSink {
    enum Behaviour {
        case take
        case fail
        case askForTime(Duration)
        case reject
        case hang
    }

    struct Away: Error {}

    private struct State {
        var payloads: [String] = []
        var attempts = 0
        var closed = 0
        var waiters: [(isDone: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let behaviour = Mutex(Behaviour.take)
    private let state = Mutex(State())

    var payloads: [String] { state.withLock { $0.payloads } }
    var attempts: Int { state.withLock { $0.attempts } }
    var closedCount: Int { state.withLock { $0.closed } }

    private func change(_ body: (inout State) -> Void) {
        let done = state.withLock { state in
            body(&state)
            let snapshot = state
            let done = state.waiters.filter { $0.isDone(snapshot) }
            state.waiters.removeAll { $0.isDone(snapshot) }
            return done
        }
        for waiter in done { waiter.continuation.resume() }
    }

    private func wait(_ isDone: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            change { $0.waiters.append((isDone, continuation)) }
        }
    }

    func received(_ count: Int) async -> [String] {
        await wait { $0.payloads.count >= count }
        return payloads
    }

    func attempted(_ count: Int) async { await wait { $0.attempts >= count } }

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [String] {
        var lines: [String] = []
        registry.drain { family in
            family.forEachSeries { lines.append("\(time) \(family.name) \(Int($0.value.number))") }
        }
        return lines
    }

    func size(of payload: String) -> Int { payload.utf8.count }

    func send(_ payload: String) async throws {
        let behaviour = behaviour.withLock { $0 }
        switch behaviour {
        case .take:
            change {
                $0.attempts += 1
                $0.payloads.append(payload)
            }
        case .askForTime(let delay):
            change { $0.attempts += 1 }
            throw Status(.unavailable, retry: .after(delay))
        case .fail:
            change { $0.attempts += 1 }
            throw Away()
        case .reject:
            change { $0.attempts += 1 }
            throw MetricsSinkError.rejected("no")
        case .hang:
            change { $0.attempts += 1 }
            try await ManualClock().sleep(until: .now + .seconds(3_600), tolerance: nil)
        }
    }

    func close() async { change { $0.closed += 1 } }
}
