extension Retry {
    /// Which failures are worth another attempt.
    ///
    /// A closure of your own decides about everything but cancellation, also about repeating what may have taken
    /// effect: ask ``Retry/Failure/isSafeToRepeat``. It is asked about every failed attempt, the last one included, and
    /// it may replace the error:
    ///
    /// ```swift
    /// Retry(.exponential(attempts: 3), when: .init { failure in
    ///     if failure.error is LoginError { return .stop(throwing: Status(.unauthenticated)) }
    ///     return Retry.Condition.idempotent.decision(on: failure)
    /// })
    /// ```
    public struct Condition: Sendable {
        private let decide: @Sendable (Failure) -> Decision

        /// Makes a condition.
        ///
        /// - Parameter decide: Decides about a failed attempt; it must be quick and must not block.
        public init(_ decide: @escaping @Sendable (Failure) -> Decision) {
            self.decide = decide
        }

        /// What the condition says about a failure, for conditions made of others.
        ///
        /// - Parameter failure: The failed attempt.
        public func decision(on failure: Failure) -> Decision {
            decide(failure)
        }

        /// What may pass by itself and is safe to repeat: ``Status/isRetryable``, or an attempt that took too long,
        /// while the call as a whole has time left; and the endpoint is idempotent, or the request was certainly not
        /// processed.
        public static let idempotent = Condition { failure in
            let mayPass = failure.status.isRetryable || failure.status.ranOutOfTime
            return mayPass && failure.isSafeToRepeat ? .retry : .stop
        }

        /// The codes that you name, or a hint of the peer's, when it is safe to repeat.
        ///
        /// ```swift
        /// Retry(when: .codes(.unavailable, .aborted))
        /// ```
        ///
        /// - Parameter codes: The codes, instead of those that ``idempotent`` retries.
        public static func codes(_ codes: Status.Code...) -> Condition {
            Condition { failure in
                let mayPass = failure.status.retry.map { $0 != .never } ?? codes.contains(failure.status.code)
                return mayPass && failure.isSafeToRepeat ? .retry : .stop
            }
        }

        /// Everything, whether or not the endpoint is idempotent, as Go kit does it; only what says
        /// ``Status/RetryHint/never`` is left alone. For calls that only read.
        public static let always = Condition { failure in
            failure.status.retry == .never ? .stop : .retry
        }
    }

    /// An attempt that failed, as a ``Condition`` sees it.
    public struct Failure: Sendable {
        /// What the attempt threw, as it was.
        public let error: any Error

        /// The status of the error.
        public let status: Status

        /// Which attempt it was, counted from 1.
        public let attempt: Int

        /// Whether the endpoint was declared idempotent.
        public let isIdempotent: Bool

        /// Whether repeating the request repeats no effect: the endpoint is idempotent, or the request was certainly
        /// not processed.
        public var isSafeToRepeat: Bool { isIdempotent || status.delivery.isUnprocessed }

        init(_ error: any Error, attempt: Int, isIdempotent: Bool) {
            self.error = error
            status = Status(error)
            self.attempt = attempt
            self.isIdempotent = isIdempotent
        }
    }

    /// What becomes of a call after a failed attempt.
    public struct Decision: Sendable {
        enum Kind {
            case retry(after: Duration?)
            case stop(throwing: (any Error)?)
        }

        let kind: Kind

        /// Try again after the delay of the backoff, or the longer one that the peer has asked for, as far as attempts,
        /// time and budget allow.
        public static let retry = Decision(kind: .retry(after: nil))

        /// Try again after a delay of your own.
        ///
        /// - Parameter delay: The delay, in place of that of the backoff and of the peer; negative values count as
        ///   zero.
        public static func retry(after delay: Duration) -> Decision {
            Decision(kind: .retry(after: min(max(delay, .zero), Deadline.century)))
        }

        /// Give up; the caller gets what the attempts have thrown.
        public static let stop = Decision(kind: .stop(throwing: nil))

        /// Give up with another error.
        ///
        /// - Parameter error: Becomes ``RetryError/final``, in place of what the attempt threw.
        public static func stop(throwing error: any Error) -> Decision {
            Decision(kind: .stop(throwing: error))
        }
    }
}

extension Status {
    /// Whether one attempt took too long, and the side that failed does not rule out another.
    var ranOutOfTime: Bool { code == .deadlineExceeded && retry == nil }
}
