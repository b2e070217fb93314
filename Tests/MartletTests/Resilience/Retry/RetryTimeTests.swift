import MartletTesting
import Synchronization
import Testing

@testable import Martlet

/// What a call does while it waits, and what ends it.
@Suite struct RetryTimeTests {
    private let clock = CountingClock()
    private let unavailable = Status(.unavailable)

    private func retry(
        _ backoff: Retry.Backoff,
        totalTime: Duration? = nil,
        budget: RetryBudget = .unlimited
    ) -> Retry {
        Retry(backoff, totalTime: totalTime, budget: budget, generator: SeededGenerator(seed: 1), clock: clock)
    }

    /// Fails so often, and is blocked until its task is cancelled then.
    private func blocked(after errors: any Error..., reached: EventLog = EventLog()) -> Endpoint<Int, Int> {
        let script = RetryScript(errors)
        return Endpoint(remote: "blocked", isIdempotent: true) { _ in
            try script.attempt()
            reached.append("blocked")
            return try await Waiter<Int>().wait()
        }
    }

    private func context(deadline: Duration) -> RequestContext {
        var context = RequestContext()
        context.deadline = Deadline(clock.now + deadline)
        return context
    }

    private func retryError(of call: Task<Int, any Error>) async -> RetryError? {
        await #expect(throws: RetryError.self) { try await call.value }
    }

    @Test func withoutADelayNobodySleeps() async throws {
        let script = RetryScript(unavailable, unavailable)
        _ = try await script.endpoint().with(retry(.constant(.zero)))(1)
        #expect(script.attempts == 3 && clock.sleepCalls == 0)
    }

    @Test func attemptsWaitForTheirDelays() async throws {
        let script = RetryScript(unavailable, unavailable)
        let endpoint = script.endpoint().with(retry(.exponential(from: .milliseconds(100), jitter: .none)))
        let call = Task { try await endpoint(4) }
        for (number, delay) in [(1, Duration.milliseconds(100)), (2, .milliseconds(200))] {
            try await clock.base.waitForSleepers(1)
            #expect(script.attempts == number)
            clock.base.advance(by: delay - .nanoseconds(1))
            #expect(clock.base.sleeperCount == 1)
            clock.base.advance(by: .nanoseconds(1))
        }
        #expect(try await call.value == 8)
        #expect(script.attempts == 3)
    }

    @Test func delaysAreRandomUnlessSaidOtherwise() async throws {
        let backoff = Retry.Backoff.exponential(from: .seconds(1), to: .seconds(1), attempts: 2)
        let script = RetryScript(unavailable)
        let endpoint = script.endpoint().with(retry(backoff))
        let call = Task { try await endpoint(4) }
        try await clock.base.waitForSleepers(1)
        let expected = backoff.delay(after: 1, previous: nil, random: RandomSource(SeededGenerator(seed: 1)).unit())
        #expect(expected > .zero && expected < .seconds(1))
        clock.base.advance(by: expected)
        #expect(try await call.value == 8)
    }

    @Test func whatThePeerAsksForIsKept() async throws {
        let script = RetryScript(Status(.resourceExhausted, retry: .after(.seconds(3))))
        let endpoint = script.endpoint().with(retry(.constant(.milliseconds(100))))
        let call = Task { try await endpoint(4) }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .seconds(3) - .nanoseconds(1))
        #expect(clock.base.sleeperCount == 1 && script.attempts == 1)
        clock.base.advance(by: .nanoseconds(1))
        #expect(try await call.value == 8)
    }

    @Test func aLongHintEndsTheCallAtOnce() async {
        let script = RetryScript(Status(.unavailable, "open", retry: .after(.seconds(30)), delivery: .rejected))
        let endpoint = script.endpoint().with(retry(.constant(.zero)))
        let error = await #expect(throws: Status.self) { try await endpoint(1) }
        #expect(error?.message == "open" && clock.sleepCalls == 0)
    }

    @Test(arguments: [(Duration.seconds(30), true), (.seconds(29), false), (.zero, false), (.seconds(Int64.max), true)])
    func theLongestHintCanBeChosen(maximumDelay: Duration, isKept: Bool) async throws {
        let script = RetryScript(Status(.unavailable, retry: .after(.seconds(30))))
        let layer = Retry(.constant(.zero), maximumDelay: maximumDelay, clock: clock)
        let endpoint = script.endpoint().with(layer)
        let call = Task { try await endpoint(4) }
        if isKept {
            try await clock.base.waitForSleepers(1)
            clock.base.advance(by: .seconds(30))
            #expect(try await call.value == 8)
        } else {
            await #expect(throws: Status.self) { try await call.value }
        }
    }

    // MARK: The deadline

    @Test func anAttemptAfterTheDeadlineIsNotWaitedFor() async throws {
        let script = RetryScript(unavailable, Status(.unavailable, "last"))
        let endpoint = script.endpoint().with(retry(.constant(.milliseconds(100))))
        let call = Task {
            try await RequestContext.$current.withValue(context(deadline: .milliseconds(200))) { try await endpoint(1) }
        }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .milliseconds(100))
        let error = await retryError(of: call)
        #expect(error?.attempts.count == 2 && error?.status.message == "last" && clock.sleepCalls == 1)
    }

    @Test func anAttemptThatTookTooLongIsRepeatedInTime() async throws {
        let script = RetryScript(Status(.deadlineExceeded))
        let endpoint = script.endpoint().with(retry(.constant(.zero)))
        let response = try await RequestContext.$current.withValue(context(deadline: .seconds(1))) {
            try await endpoint(4)
        }
        #expect(response == 8)
        let late = RetryScript(Status(.deadlineExceeded))
        await RequestContext.$current.withValue(context(deadline: .zero)) {
            let error = await #expect(throws: Status.self) {
                try await late.endpoint().with(retry(.constant(.zero)))(4)
            }
            #expect(error?.code == .deadlineExceeded)
        }
        #expect(late.attempts == 1)
    }

    /// Go kit's "retry timeout", where the error is the bare one of the context.
    @Test func theTotalTimeEndsABlockedAttempt() async throws {
        let endpoint = blocked().with(retry(.constant(.zero, attempts: 999), totalTime: .milliseconds(1)))
        let call = Task { try await endpoint(1) }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .milliseconds(1))
        let error = await #expect(throws: Status.self) { try await call.value }
        #expect(error?.code == .deadlineExceeded)
    }

    @Test func theTotalTimeEndsALaterAttempt() async throws {
        let reached = EventLog()
        let endpoint = blocked(after: Status(.unavailable, "first"), reached: reached)
            .with(retry(.constant(.milliseconds(100)), totalTime: .seconds(1)))
        let call = Task { try await endpoint(1) }
        // The total time and the delay.
        try await clock.base.waitForSleepers(2)
        clock.base.advance(by: .milliseconds(100))
        while reached.events.isEmpty { await Task.yield() }
        clock.base.advance(by: .milliseconds(900))
        let error = await retryError(of: call)
        #expect(error?.status.code == .deadlineExceeded)
        #expect((error?.attempts.first as? Status)?.message == "first")
        #expect(error?.attempts.count == 2 && error?.attempts.last is CancellationError)
        let text = "deadline_exceeded: deadline exceeded (previously: unavailable: first)"
        #expect(error.map { "\($0)" } == text)
    }

    @Test func theTotalTimeIsNotWaitedFor() async throws {
        let script = RetryScript(unavailable, unavailable, unavailable)
        let endpoint = script.endpoint().with(retry(.constant(.milliseconds(600)), totalTime: .seconds(1)))
        let call = Task { try await endpoint(1) }
        try await clock.base.waitForSleepers(2)
        clock.base.advance(by: .milliseconds(600))
        let error = await retryError(of: call)
        #expect(error?.attempts.count == 2 && error?.status.code == .unavailable)
    }

    /// As when the process was stopped meanwhile.
    @Test func aWaitThatLastsPastTheDeadlineEndsTheCall() async throws {
        let budget = RetryBudget.exactly(ratio: 1)
        let script = RetryScript(unavailable)
        let endpoint = script.endpoint().with(retry(.constant(.milliseconds(100)), budget: budget))
        let call = Task {
            try await RequestContext.$current.withValue(context(deadline: .milliseconds(200))) { try await endpoint(1) }
        }
        try await clock.base.waitForSleepers(1)
        clock.base.advance(by: .milliseconds(200))
        let error = await retryError(of: call)
        #expect(error?.status.code == .deadlineExceeded && error?.attempts.count == 1)
        #expect(script.attempts == 1 && budget.balance == 1)
    }

    @Test func aLateResponseIsDropped() async throws {
        let script = RetryScript(unavailable)
        let clock = clock
        let endpoint = Endpoint("late", isIdempotent: true) { (_: Int) in
            try script.attempt()
            clock.base.advance(by: .seconds(1))
            return 1
        }
        .with(retry(.constant(.zero)))
        await RequestContext.$current.withValue(context(deadline: .seconds(1))) {
            let error = await #expect(throws: RetryError.self) { try await endpoint(1) }
            #expect(error?.status.code == .deadlineExceeded && error?.attempts.count == 1)
        }
        // In time by a nanosecond.
        let other = RetryScript(unavailable).endpoint().with(retry(.constant(.zero)))
        let response = try await RequestContext.$current.withValue(context(deadline: .nanoseconds(1))) {
            try await other(4)
        }
        #expect(response == 8)
    }

    // MARK: Cancellation

    @Test func cancellationEndsTheWaitAndPutsTheRetryBack() async throws {
        let budget = RetryBudget.exactly(ratio: 1)
        let script = RetryScript(unavailable)
        let endpoint = script.endpoint().with(retry(.constant(.seconds(60)), budget: budget))
        let call = Task { try await endpoint(1) }
        try await clock.base.waitForSleepers(1)
        #expect(budget.balance == 0)
        call.cancel()
        let error = await retryError(of: call)
        #expect(error?.status.code == .cancelled && error?.attempts.count == 1)
        #expect(error.map { "\($0)" } == "CancellationError() (previously: unavailable: unavailable)")
        #expect(script.attempts == 1 && budget.balance == 1)
    }

    @Test func cancellationEndsAnAttempt() async throws {
        let reached = EventLog()
        let endpoint = blocked(after: unavailable, reached: reached).with(retry(.constant(.zero)))
        let call = Task { try await endpoint(1) }
        while reached.events.isEmpty { await Task.yield() }
        call.cancel()
        let error = await retryError(of: call)
        #expect(error?.status.code == .cancelled && error?.attempts.count == 2)
        #expect(reached.events.count == 1)
    }

    @Test func aCancelledCallIsNotRepeated() async {
        let script = RetryScript(Array(repeating: unavailable, count: 9))
        let endpoint = script.endpoint().with(retry(.constant(.zero, attempts: 9)))
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await endpoint(1)
        }
        let error = await retryError(of: call)
        #expect(error?.status.code == .cancelled && error?.attempts.count == 1 && script.attempts == 1)
    }
}
