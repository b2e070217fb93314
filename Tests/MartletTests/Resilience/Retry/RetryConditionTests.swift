import Testing

@testable import Martlet

@Suite struct RetryConditionTests {
    /// Whether the condition wants another attempt.
    private func retries(_ condition: Retry.Condition, _ error: any Error, isIdempotent: Bool = true) -> Bool {
        let failure = Retry.Failure(error, attempt: 1, isIdempotent: isIdempotent)
        if case .retry(after: nil) = condition.decision(on: failure).kind { return true }
        return false
    }

    @Test func byDefaultWhatMayPassIsRetried() {
        let retried = Status.Code.all.filter { retries(.idempotent, Status($0)) }
        #expect(retried == [.deadlineExceeded, .unavailable])
        #expect(!retries(.idempotent, MarkedError()))
    }

    @Test func theHintOverridesTheCode() {
        #expect(retries(.idempotent, Status(.resourceExhausted, retry: .after(.seconds(1)))))
        #expect(retries(.idempotent, Status(.aborted, retry: .after(.zero))))
        #expect(!retries(.idempotent, Status(.unavailable, retry: .never)))
        #expect(!retries(.idempotent, Status(.deadlineExceeded, retry: .never)))
        #expect(retries(.idempotent, Status(.deadlineExceeded, retry: .after(.zero))))
    }

    @Test(arguments: [(Status.Delivery.unknown, false), (.unprocessed, true), (.rejected, true)])
    func whatMayHaveTakenEffectIsLeftAlone(delivery: Status.Delivery, isRetried: Bool) {
        for error in [Status(.unavailable, delivery: delivery), Status(.deadlineExceeded, delivery: delivery)] {
            #expect(retries(.idempotent, error, isIdempotent: false) == isRetried)
            #expect(retries(.idempotent, error, isIdempotent: true))
            #expect(retries(.codes(error.code), error, isIdempotent: false) == isRetried)
            #expect(retries(.codes(error.code), error, isIdempotent: true))
        }
        // Safe to repeat, and of no use.
        #expect(!retries(.idempotent, Status(.invalidArgument, delivery: delivery), isIdempotent: false))
    }

    @Test func codesCanBeNamed() {
        let condition = Retry.Condition.codes(.aborted, .internal)
        #expect(Status.Code.all.filter { retries(condition, Status($0)) } == [.aborted, .internal])
        #expect(retries(condition, Status(.notFound, retry: .after(.zero))))
        #expect(!retries(condition, Status(.aborted, retry: .never)))
    }

    @Test func everythingCanBeRetried() {
        for isIdempotent in [true, false] {
            #expect(retries(.always, MarkedError(), isIdempotent: isIdempotent))
            #expect(Status.Code.all.allSatisfy { retries(.always, Status($0), isIdempotent: isIdempotent) })
            #expect(!retries(.always, Status(.unavailable, retry: .never), isIdempotent: isIdempotent))
        }
    }

    @Test func aClosureSeesTheFailure() {
        let failure = Retry.Failure(Status(.aborted, delivery: .unprocessed), attempt: 7, isIdempotent: false)
        #expect(failure.status.code == .aborted && failure.attempt == 7 && !failure.isIdempotent)
        #expect(failure.isSafeToRepeat)
        #expect(!Retry.Failure(Status(.aborted), attempt: 1, isIdempotent: false).isSafeToRepeat)
        #expect(Retry.Failure(Status(.aborted), attempt: 1, isIdempotent: true).isSafeToRepeat)
        let condition = Retry.Condition { $0.attempt == 7 ? .retry(after: .seconds(-1)) : .stop }
        guard case .retry(after: .some(let delay)) = condition.decision(on: failure).kind else {
            Issue.record("no delay")
            return
        }
        #expect(delay == .zero)
    }
}
