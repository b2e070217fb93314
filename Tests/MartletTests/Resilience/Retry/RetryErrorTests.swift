import Testing

@testable import Martlet

@Suite struct RetryErrorTests {
    @Test func theTextIsThatOfGoKit() {
        let errors = Array(repeating: TextError("some error"), count: 5)
        let error = RetryError(attempts: errors, final: errors[4])
        #expect("\(error)" == "some error (previously: some error; some error; some error; some error)")
        #expect("\(RetryError(attempts: [errors[0]], final: TextError("aborting early")))" == "aborting early")
        let replaced = RetryError(attempts: [TextError("a"), TextError("b")], final: TextError("c"))
        #expect("\(replaced)" == "c (previously: a)")
    }

    @Test func whatEndsTheWaitStandsForNoAttempt() {
        let attempts = [TextError("a"), TextError("b")]
        let error = RetryError(attempts: attempts, final: Status(.deadlineExceeded), isBetweenAttempts: true)
        #expect("\(error)" == "deadline_exceeded: deadline exceeded (previously: a; b)")
    }

    /// Its last attempt has been processed, whatever became of those before.
    @Test func aSuccessThatCameTooLateMayHaveTakenEffect() {
        var sequence = RetrySequence()
        let policy = RetrySequence.Policy(
            backoff: .constant(.zero),
            condition: .idempotent,
            maximumDelay: .seconds(1)
        )
        _ = sequence.attemptFailed(
            Status(.unavailable, delivery: .unprocessed),
            isIdempotent: false,
            at: RetrySequence.Moment(now: ContinuousClock.now),
            random: 0,
            policy
        )
        let status = Status(sequence.succeededTooLate)
        #expect(status.code == .deadlineExceeded && status.delivery == .unknown)
    }

    @Test func theStatusIsThatOfTheFinalError() {
        let detail = Status.Detail(type: "t", value: [1])
        let final = Status(
            .aborted,
            "busy",
            details: [detail],
            retry: .after(.seconds(3)),
            underlying: TextError("behind it")
        )
        let error = RetryError(attempts: [TextError("a"), final], final: final)
        #expect(error.status.code == .aborted && error.status.message == "busy")
        #expect(error.status.details == [detail] && error.status.retry == .after(.seconds(3)))
        #expect((Status(error).underlying as? RetryError)?.attempts.count == 2)
        #expect(Status(error).code == .aborted)
    }

    @Test func theErrorOfADomainKeepsItsStatus() {
        let error = RetryError(attempts: [TextError("a")], final: ProfileError.notFound("7"))
        #expect(error.status.code == .notFound && error.status.message == "no profile has the id 7")
        #expect(RetryError(attempts: [], final: SecretError()).status.message == "unknown error")
    }

    @Test func cancellationIsCancellation() async {
        let error = RetryError(attempts: [TextError("a")], final: CancellationError(), isBetweenAttempts: true)
        #expect(error.status.code == .cancelled && Status(error).code == .cancelled)
        // The deadline has been looked at before; when the error is read does not matter.
        var context = RequestContext()
        context.deadline = Deadline(.now - .seconds(1))
        RequestContext.$current.withValue(context) {
            #expect(RetryError(attempts: [], final: CancellationError()).status.code == .cancelled)
        }
    }

    @Test(
        arguments: [
            ([.unprocessed, .unprocessed], .unprocessed),
            ([.rejected, .rejected], .rejected),
            ([.rejected, .unprocessed], .unprocessed),
            ([.unprocessed, .unknown], .unknown),
            ([.unknown, .unprocessed], .unknown),
            ([.unknown, .rejected], .unknown),
        ] as [([Status.Delivery], Status.Delivery)]
    )
    func theDeliveryIsThatOfAllAttempts(deliveries: [Status.Delivery], expected: Status.Delivery) {
        let errors = deliveries.map { Status(.unavailable, delivery: $0) }
        #expect(RetryError(attempts: errors, final: errors[1]).status.delivery == expected)
        let interrupted = RetryError(attempts: errors, final: CancellationError(), isBetweenAttempts: true)
        #expect(interrupted.status.delivery == expected)
    }
}
