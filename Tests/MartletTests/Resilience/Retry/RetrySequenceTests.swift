import Testing

@testable import Martlet

@Suite struct RetrySequenceTests {
    private let start = ContinuousClock.now
    private let unavailable = Status(.unavailable)

    private func policy(
        _ backoff: Retry.Backoff = .constant(.milliseconds(100)),
        when condition: Retry.Condition = .idempotent,
        maximumDelay: Duration = .seconds(10)
    ) -> RetrySequence.Policy {
        RetrySequence.Policy(backoff: backoff, condition: condition, maximumDelay: maximumDelay)
    }

    /// What follows the last of some failures: the delay, or the limit and the error that end the call.
    private func outcome(
        of errors: [any Error],
        _ policy: RetrySequence.Policy,
        deadline: Duration? = nil,
        isCancelled: Bool = false,
        random: Double = 0.5
    ) -> (delay: Duration?, error: (any Error)?, limit: RetrySequence.Limit?) {
        var sequence = RetrySequence()
        var last: (delay: Duration?, error: (any Error)?, limit: RetrySequence.Limit?)
        for error in errors {
            let moment = RetrySequence.Moment(
                now: start,
                deadline: deadline.map { Deadline(start + $0) },
                isCancelled: isCancelled
            )
            switch sequence.attemptFailed(error, isIdempotent: true, at: moment, random: random, policy) {
            case .retry(let delay): last = (delay, nil, nil)
            case .end(let error, let limit): last = (nil, error, limit)
            }
        }
        return last
    }

    @Test func attemptsAreCountedFromOne() {
        var sequence = RetrySequence()
        for number in 1...3 {
            #expect(sequence.attempt == number)
            let moment = RetrySequence.Moment(now: start)
            _ = sequence.attemptFailed(unavailable, isIdempotent: true, at: moment, random: 0, policy())
        }
        #expect(sequence.attempt == 4)
    }

    @Test func theLastAttemptEndsTheCall() {
        #expect(outcome(of: [unavailable, unavailable], policy()).delay == .milliseconds(100))
        let end = outcome(of: [unavailable, unavailable, Status(.unavailable, "last")], policy())
        #expect(end.limit == .attempts)
        let error = end.error as? RetryError
        #expect(error?.attempts.count == 3 && (error?.final as? Status)?.message == "last")
    }

    @Test func aSingleErrorIsThrownAsItIs() {
        let marked = MarkedError()
        #expect(outcome(of: [marked], policy()).error as? MarkedError === marked)
        #expect(
            outcome(of: [marked], policy(.constant(.zero, attempts: 1), when: .always)).error as? MarkedError === marked
        )
        #expect(outcome(of: [marked], policy()).limit == nil)
    }

    @Test func aReplacementIsTheFinalError() {
        let policy = policy(when: .init { _ in .stop(throwing: TextError("aborting early")) })
        let end = outcome(of: [unavailable], policy)
        let error = end.error as? RetryError
        #expect(error?.final as? TextError == TextError("aborting early") && error?.attempts.count == 1)
        #expect(end.limit == nil)
    }

    @Test func theConditionIsAskedAboutTheLastAttempt() {
        let policy = policy(
            .constant(.zero, attempts: 2),
            when: .init { $0.attempt == 2 ? .stop(throwing: TextError("enough")) : .retry }
        )
        let error = outcome(of: [unavailable, unavailable], policy).error as? RetryError
        #expect(error?.final as? TextError == TextError("enough") && error?.attempts.count == 2)
    }

    @Test(arguments: [
        (Duration.milliseconds(20), Duration.milliseconds(100)), (.milliseconds(100), .milliseconds(100)),
        (.milliseconds(700), .milliseconds(700)), (.seconds(10), .seconds(10)),
    ])
    func theLongerOfHintAndBackoffIsKept(hint: Duration, expected: Duration) {
        let error = Status(.unavailable, retry: .after(hint))
        #expect(outcome(of: [error], policy()).delay == expected)
    }

    @Test func aHintBeyondTheMaximumEndsTheCall() {
        let error = Status(.unavailable, retry: .after(.seconds(10) + .nanoseconds(1)))
        let end = outcome(of: [error], policy())
        #expect(end.limit == .retryAfter && (end.error as? Status)?.retry == error.retry)
        #expect(outcome(of: [error], policy(maximumDelay: .seconds(11))).delay != nil)
        // A number from the wire that no clock can hold.
        let endless = Status(.unavailable, retry: .after(.seconds(Int64.max)))
        #expect(outcome(of: [endless], policy(maximumDelay: Deadline.century)).limit == .retryAfter)
    }

    /// A breaker is open so that callers do not wait for it; what it asks for is kept when it costs no more than the
    /// backoff.
    @Test func aLayerOnThisSideIsNotWaitedForLongerThanTheBackoff() {
        func rejection(_ delay: Duration) -> Status {
            Status(.unavailable, retry: .after(delay), delivery: .rejected)
        }
        let policy = policy(.constant(.milliseconds(100)))
        #expect(outcome(of: [rejection(.milliseconds(100))], policy).delay == .milliseconds(100))
        #expect(outcome(of: [rejection(.milliseconds(101))], policy).limit == .retryAfter)
        let short = self.policy(.constant(.seconds(60)), maximumDelay: .seconds(1))
        #expect(outcome(of: [rejection(.seconds(2))], short).limit == .retryAfter)
    }

    @Test func theMaximumIsNotAboutTheBackoff() {
        let policy = policy(.constant(.seconds(60)), maximumDelay: .seconds(1))
        #expect(outcome(of: [unavailable], policy).delay == .seconds(60))
    }

    @Test func aDelayOfTheConditionReplacesAllOthers() {
        let policy = policy(when: .init { _ in .retry(after: .milliseconds(7)) })
        #expect(outcome(of: [Status(.unavailable, retry: .after(.seconds(3)))], policy).delay == .milliseconds(7))
        #expect(outcome(of: [Status(.unavailable, retry: .after(.seconds(99)))], policy).delay == .milliseconds(7))
        #expect(outcome(of: [Status(.unavailable, retry: .never)], policy).delay == .milliseconds(7))
    }

    @Test func anAttemptThatWouldBeginAtTheDeadlineIsNotMade() {
        #expect(outcome(of: [unavailable], policy(), deadline: .milliseconds(101)).delay == .milliseconds(100))
        let end = outcome(of: [unavailable], policy(), deadline: .milliseconds(100))
        #expect(end.limit == .deadline && (end.error as? Status)?.code == .unavailable)
        #expect(outcome(of: [unavailable], policy(.constant(.zero)), deadline: .zero).limit == .deadline)
        let hint = Status(.unavailable, retry: .after(.seconds(1)))
        #expect(outcome(of: [hint], policy(), deadline: .milliseconds(999)).limit == .deadline)
    }

    @Test func decorrelatedDelaysFollowEachOther() {
        let policy = policy(.decorrelatedJitter(from: .milliseconds(10), to: .seconds(1), attempts: 9))
        #expect(outcome(of: [unavailable], policy).delay == .milliseconds(20))
        #expect(outcome(of: [unavailable, unavailable], policy).delay == .milliseconds(35))
    }

    @Test(arguments: [CancellationError(), Status(.cancelled)] as [any Error])
    func cancellationIsNeverRetried(error: any Error) {
        let always = policy(when: .init { _ in .retry })
        #expect(Status(outcome(of: [error], always).error ?? unavailable).code == .cancelled)
        let end = outcome(of: [unavailable, error], always)
        let retryError = end.error as? RetryError
        #expect(retryError?.attempts.count == 2 && retryError?.status.code == .cancelled && end.limit == nil)
        #expect(retryError.map { "\($0)".hasSuffix("(previously: unavailable: unavailable)") } == true)
    }

    @Test func cancellationAtTheDeadlineIsTheDeadline() {
        let error = outcome(of: [unavailable, CancellationError()], policy(), deadline: .zero).error as? RetryError
        // The deadline has passed before the first failure, so there is no second attempt; the sequence is asked all
        // the same.
        #expect(error?.status.code == .deadlineExceeded && error?.attempts.count == 2)
        #expect((error?.final as? Status)?.underlying is CancellationError)
        // What somebody else has cancelled stays what it is.
        let other = outcome(of: [unavailable, Status(.cancelled)], policy(), deadline: .zero).error as? RetryError
        #expect(other?.status.code == .cancelled)
    }

    @Test func aCancelledTaskIsNotKeptWaiting() {
        let error = outcome(of: [unavailable], policy(), isCancelled: true).error as? RetryError
        #expect(error?.final is CancellationError && error?.attempts.count == 1)
        let late = outcome(of: [unavailable], policy(), deadline: .zero, isCancelled: true).error as? RetryError
        #expect(late?.status.code == .deadlineExceeded)
        // What would have ended the call in any case is not hidden.
        let marked = MarkedError()
        #expect(outcome(of: [marked], policy(), isCancelled: true).error as? MarkedError === marked)
        let last = outcome(of: [unavailable], policy(.constant(.zero, attempts: 1)), isCancelled: true)
        #expect((last.error as? Status)?.code == .unavailable && last.limit == .attempts)
    }
}
