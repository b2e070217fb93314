/// What a call was let through as; it goes back to the breaker with what became of the call.
@usableFromInline
struct BreakerAdmission: Hashable, Sendable {
    let generation: UInt64

    /// Where a probe has its place; negative for other calls. See ``BreakerProbes``.
    private let round: Int32

    /// When the call began, if the policy wants to know how long it takes. No `Instant`, whose size only the library
    /// knows: whatever holds one is copied by way of it.
    let start: Duration

    init(_ generation: UInt64, probeRound: Int32? = nil, start: Duration) {
        self.generation = generation
        self.round = probeRound ?? -1
        self.start = start
    }

    var probeRound: Int32? { round < 0 ? nil : round }
}

/// Why a call was turned away.
enum BreakerRejection: Hashable, Sendable {
    /// - Parameter retryAfter: The time until the next probe, or `nil` when nobody knows.
    case open(retryAfter: Duration?)
    case halfOpen
    case throttled

    var status: Status {
        switch self {
        case .open(let delay):
            Status(.unavailable, "circuit breaker is open", retry: delay.map { .after($0) }, delivery: .rejected)
        case .halfOpen:
            // The probes may end at any moment, so nothing can be said about the time.
            Status(.unavailable, "circuit breaker is half-open: too many requests", delivery: .rejected)
        case .throttled:
            Status(.unavailable, "throttled: the peer accepts too few requests", delivery: .rejected)
        }
    }
}

/// What is true of a breaker until its next event, in one word, so that most calls need no lock.
struct BreakerSnapshot: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt64

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    init(_ generation: UInt64, admitsAll: Bool, ignoresSuccess: Bool) {
        rawValue = generation << 2 | (admitsAll ? 1 : 0) | (ignoresSuccess ? 2 : 0)
    }

    /// The generation of all calls that are let through now.
    var generation: UInt64 { rawValue >> 2 }

    /// Whether every call is let through, and nothing else would change.
    var admitsAll: Bool { rawValue & 1 != 0 }

    /// Whether a success of this generation would change nothing.
    var ignoresSuccess: Bool { rawValue & 2 != 0 }
}
