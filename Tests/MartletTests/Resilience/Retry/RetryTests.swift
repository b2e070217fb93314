import MartletTesting
import Synchronization
import Testing

@testable import Martlet

@Suite struct RetryTests {
    /// As Go kit does it: no delay, every error.
    private func retry(_ attempts: Int, when condition: Retry.Condition = .always) -> Retry {
        Retry(.constant(.zero, attempts: attempts), when: condition, budget: .unlimited)
    }

    private func error(_ endpoint: Endpoint<Int, Int>) async -> (any Error)? {
        do {
            Issue.record("a response: \(try await endpoint(1))")
            return nil
        } catch {
            return error
        }
    }

    @Test func conforms() async throws {
        try await MiddlewareConformance.check { Retry() }
        try await MiddlewareConformance.check { TreatedAsIdempotent(Retry(.constant(.zero))) }
        try await MiddlewareConformance.check {
            TreatedAsIdempotent(Retry(.constant(.zero), totalTime: .seconds(3_600), when: .always))
        }
    }

    @Test func aCallThatSucceedsIsMadeOnce() async throws {
        let script = RetryScript()
        #expect(try await script.endpoint().with(Retry())(4) == 8)
        #expect(script.attempts == 1)
    }

    // MARK: Go kit's cases

    @Test(arguments: [2, 3])
    func theThirdAttemptSucceeds(attempts: Int) async throws {
        let script = RetryScript(TextError("error one"), TextError("error two"))
        let endpoint = script.endpoint().with(retry(attempts))
        if attempts == 3 {
            #expect(try await endpoint(4) == 8)
        } else {
            let error = await error(endpoint)
            #expect(error.map { "\($0)" } == "error two (previously: error one)")
        }
        #expect(script.attempts == attempts)
    }

    @Test(arguments: [-1, 0, 1])
    func fewerThanTwoAttemptsAreOne(attempts: Int) async {
        let marked = MarkedError()
        let script = RetryScript(marked, marked)
        #expect(await error(script.endpoint().with(retry(attempts))) as? MarkedError === marked)
        #expect(script.attempts == 1)
    }

    @Test func theTextListsEarlierErrors() async {
        let script = RetryScript(Array(repeating: TextError("some error"), count: 5))
        let error = await error(script.endpoint().with(retry(5)))
        let text = "some error (previously: some error; some error; some error; some error)"
        #expect(error.map { "\($0)" } == text)
        #expect((error as? RetryError)?.attempts.count == 5)
    }

    @Test func manyAttemptsAreMade() async {
        let script = RetryScript(Array(repeating: TextError("no endpoints available"), count: 2_000))
        #expect((await error(script.endpoint().with(retry(999))) as? RetryError)?.attempts.count == 999)
    }

    @Test func aConditionEndsTheCallWithItsError() async {
        let script = RetryScript(TextError("endpoint"))
        let abort = Retry.Condition { _ in .stop(throwing: TextError("aborting early")) }
        let error = await error(script.endpoint().with(retry(5, when: abort)))
        #expect(error?.final as? TextError == TextError("aborting early"))
        #expect((error as? RetryError)?.attempts as? [TextError] == [TextError("endpoint")])
        #expect(script.attempts == 1)
    }

    @Test func aConditionEndsTheCallWithTheErrorOfTheEndpoint() async {
        let marked = MarkedError()
        let script = RetryScript(marked)
        let error = await error(script.endpoint().with(retry(5, when: .init { _ in .stop })))
        #expect(error?.final as? MarkedError === marked)
        #expect(script.attempts == 1)
    }

    @Test func aConditionSeesTheErrorAsItIs() async throws {
        let errors = [MarkedError(), MarkedError()]
        let seen = Mutex<[(MarkedError?, Int)]>([])
        let script = RetryScript(errors)
        let condition = Retry.Condition { failure in
            seen.withLock { $0.append((failure.error as? MarkedError, failure.attempt)) }
            return .retry
        }
        _ = try await script.endpoint().with(retry(3, when: condition))(1)
        let all = seen.withLock { $0 }
        #expect(all.map(\.1) == [1, 2])
        #expect(all[0].0 === errors[0] && all[1].0 === errors[1])
    }

    // MARK: What is retried

    @Test func whatMayPassIsRetriedAroundAnIdempotentEndpoint() async throws {
        for code in Status.Code.all {
            let script = RetryScript(Status(code))
            _ = try? await script.endpoint().with(Retry(.constant(.zero)))(1)
            #expect(script.attempts == ([.unavailable, .deadlineExceeded].contains(code) ? 2 : 1), "\(code)")
        }
    }

    @Test(arguments: [(Status.Delivery.unknown, 1), (.unprocessed, 2), (.rejected, 2)])
    func whatMayHaveTakenEffectIsNotRepeated(delivery: Status.Delivery, attempts: Int) async {
        let script = RetryScript(Status(.unavailable, delivery: delivery))
        _ = try? await script.endpoint(isIdempotent: false).with(Retry(.constant(.zero)))(1)
        #expect(script.attempts == attempts)
    }

    /// The second attempt may have taken effect, so there is no third one.
    @Test func eachAttemptMustBeSafeToRepeat() async {
        let script = RetryScript(
            Status(.unavailable, delivery: .unprocessed),
            Status(.unavailable, delivery: .unknown),
            Status(.unavailable, delivery: .unprocessed)
        )
        let error = await error(script.endpoint(isIdempotent: false).with(Retry(.constant(.zero, attempts: 9))))
        #expect(script.attempts == 2)
        #expect((error as? RetryError)?.status.delivery == .unknown)
    }

    @Test func cancellationOfTheEndpointIsNotRetried() async {
        let script = RetryScript(CancellationError())
        #expect(await error(script.endpoint().with(retry(3))) is CancellationError)
        #expect(script.attempts == 1)
        let second = RetryScript(TextError("one"), CancellationError())
        let error = await error(second.endpoint().with(retry(3)))
        #expect(error.map { Status($0).code } == .cancelled && second.attempts == 2)
    }

    // MARK: What an attempt sees

    @Test func attemptsAreNumbered() async throws {
        let script = RetryScript(TextError("one"), TextError("two"))
        _ = try await script.endpoint().with(retry(3))(1)
        #expect(script.contexts.map(\.attempt) == [1, 2, 3])
        #expect(RequestContext.current.attempt == 1)
    }

    @Test func theAttemptsOfAnOuterCallAreNotCounted() async throws {
        let script = RetryScript(TextError("one"))
        let timed = RetryScript(TextError("one"))
        let layer = Retry(.constant(.zero), totalTime: .seconds(3_600), when: .always)
        var outer = RequestContext()
        outer.attempt = 5
        outer.requestID = "r-1"
        outer.deadline = Deadline(.now + .seconds(600))
        try await RequestContext.$current.withValue(outer) {
            _ = try await script.endpoint().with(retry(3))(1)
            _ = try await timed.endpoint().with(layer)(1)
        }
        for script in [script, timed] {
            #expect(script.contexts.map(\.attempt) == [1, 2])
            #expect(script.contexts.allSatisfy { $0.requestID == "r-1" && $0.deadline == outer.deadline })
        }
    }

    @Test func theTotalTimeIsADeadline() async throws {
        let clock = ManualClock()
        let script = RetryScript(TextError("one"))
        _ = try await script.endpoint().with(
            Retry(.constant(.zero), totalTime: .seconds(5), when: .always, clock: clock)
        )(1)
        let deadline = Deadline(clock.now + .seconds(5))
        #expect(script.contexts.map(\.deadline) == [deadline, deadline])
        #expect(script.contexts.map(\.attempt) == [1, 2])
    }

    // MARK: Streams

    @Test func aStreamIsRetriedUntilItIsReturned() async throws {
        let script = RetryScript(Status(.unavailable))
        let endpoint = Endpoint("stream", isIdempotent: true) { (_: Empty) in
            try script.attempt()
            return ResponseStream(AsyncThrowingStream<Int, any Error> { $0.finish(throwing: Status(.unavailable)) })
        }
        .with(Retry(.constant(.zero)))
        let stream = try await endpoint(Empty())
        #expect(script.attempts == 2)
        await #expect(throws: Status.self) { for try await _ in stream {} }
        #expect(script.attempts == 2)
    }

    // MARK: The layer in a chain

    @Test func theLayerSaysWhatItIs() {
        let endpoint = Endpoint<Int, Int>(remote: "probe", endsByDeadline: true) { $0 }.with(
            Retry(totalTime: .seconds(1))
        )
        #expect(endpoint.description == "probe: Retry" && endpoint.endsByDeadline)
    }
}
