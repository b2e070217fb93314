/// The attempts of one call, as a value: what has failed so far, and what to do next.
@usableFromInline
struct RetrySequence {
    typealias Instant = ContinuousClock.Instant

    /// What all calls of a layer have in common.
    struct Policy: Sendable {
        let backoff: Retry.Backoff
        let condition: Retry.Condition
        let maximumDelay: Duration

        /// The longest wish that is kept: a peer's within its own bound, and a layer's on this side only if the backoff
        /// would wait as long, since a breaker is open so that callers do not wait.
        func longestHint(after failure: Retry.Failure) -> Duration {
            failure.status.delivery == .rejected ? min(maximumDelay, backoff.maximum) : maximumDelay
        }
    }

    /// Why a call is not attempted again although its failure may pass.
    enum Limit: String, CaseIterable {
        case attempts
        case budget
        case deadline
        case retryAfter = "retry_after"
    }

    enum Action {
        /// Attempt it again after a delay.
        case retry(after: Duration)

        /// Throw this error.
        case end(any Error, Limit?)
    }

    /// What is known of the moment of a failure.
    struct Moment {
        let now: Instant
        var deadline: Deadline?
        var isCancelled = false

        var hasPassed: Bool { deadline?.hasPassed(at: now) ?? false }
    }

    private var errors: [any Error] = []
    private var previousDelay: Duration?

    @usableFromInline
    init() {}

    /// The number of the attempt that comes next, or is going on.
    @usableFromInline
    var attempt: Int { errors.count + 1 }

    mutating func attemptFailed(
        _ error: any Error,
        isIdempotent: Bool,
        at moment: Moment,
        random: Double,
        _ policy: Policy
    ) -> Action {
        let failure = Retry.Failure(error, attempt: attempt, isIdempotent: isIdempotent)
        errors.append(error)
        guard !(error is CancellationError), failure.status.code != .cancelled else {
            let isExpired = error is CancellationError && moment.hasPassed
            return .end(thrown(isExpired ? Status(.deadlineExceeded, underlying: error) : error), nil)
        }
        switch policy.condition.decision(on: failure).kind {
        case .stop(let replacement):
            guard let replacement else { return .end(lastError, nil) }
            return .end(RetryError(attempts: errors, final: replacement), nil)
        case .retry(let ownDelay):
            guard errors.count < policy.backoff.attempts else { return .end(lastError, .attempts) }
            guard !moment.isCancelled else { return .end(interrupted(at: moment), nil) }
            return wait(ownDelay, failure, at: moment, random: random, policy)
        }
    }

    private mutating func wait(
        _ ownDelay: Duration?,
        _ failure: Retry.Failure,
        at moment: Moment,
        random: Double,
        _ policy: Policy
    ) -> Action {
        let backoff = policy.backoff.delay(after: failure.attempt, previous: previousDelay, random: random)
        previousDelay = backoff
        // Without a wish of the peer's any backoff is longer than what it asks for.
        let hint = ownDelay == nil ? failure.status.retry?.delay ?? .zero : .zero
        guard hint <= policy.longestHint(after: failure) else { return .end(lastError, .retryAfter) }
        let delay = ownDelay ?? max(backoff, hint)
        if let deadline = moment.deadline, deadline.hasPassed(at: moment.now.advanced(by: delay)) {
            return .end(lastError, .deadline)
        }
        return .retry(after: delay)
    }

    /// The error of a call that ends with what its last attempt threw: that alone, when it was the only one.
    var lastError: any Error {
        errors.last.map { thrown($0) } ?? CancellationError()
    }

    private func thrown(_ final: any Error) -> any Error {
        if errors.count == 1, let only = errors.first { return only }
        return RetryError(attempts: errors, final: final)
    }

    /// The error of a call that is cancelled after a failed attempt, by its caller or its deadline.
    func interrupted(at moment: Moment) -> any Error {
        let final: any Error = moment.hasPassed ? Status(.deadlineExceeded) : CancellationError()
        return RetryError(attempts: errors, final: final, isBetweenAttempts: true)
    }

    /// The error of a call whose last attempt succeeded, but after its deadline: it has been processed.
    var succeededTooLate: any Error {
        RetryError(attempts: errors, final: Status(.deadlineExceeded), isBetweenAttempts: true, mayBeProcessed: true)
    }
}
