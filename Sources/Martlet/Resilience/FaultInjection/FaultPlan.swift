/// Which calls get which faults: what a ``FaultInjection`` knows, as a value.
///
/// The same seed gives the same sequence. Each fault has numbers of its own in it, so that changing the probability of
/// one does not move the others to other calls.
struct FaultPlan {
    private let latency: FaultInjection.Latency
    private let errorProbability: Double
    private let cancellationProbability: Double
    private var generator: SplitMix64

    init(
        seed: UInt64,
        latency: FaultInjection.Latency = .none,
        errorProbability: Double = 0,
        cancellationProbability: Double = 0
    ) {
        generator = SplitMix64(seed: seed)
        self.latency = latency
        self.errorProbability = errorProbability
        self.cancellationProbability = cancellationProbability
    }

    /// The fault of the next call. A call that would get an error and be cancelled gets the error.
    mutating func next() -> InjectedFault {
        let (waits, position) = (generator.unit() < latency.probability, generator.unit())
        let (fails, isCancelled) = (generator.unit() < errorProbability, generator.unit() < cancellationProbability)
        var fault = InjectedFault()
        if waits { fault.latency = latency.range.lowerBound + (latency.range.width * position) }
        if fails {
            fault.ending = .error
        } else if isCancelled {
            fault.ending = .cancellation
        }
        return fault
    }
}

extension ClosedRange<Duration> {
    fileprivate var width: Duration { upperBound - lowerBound }
}

/// What a call gets.
@usableFromInline
struct InjectedFault: Equatable {
    enum Ending: Equatable {
        case error
        case cancellation
    }

    var latency: Duration?
    var ending: Ending?

    /// Whether the call passes as if there were no layer.
    var isNone: Bool { latency == nil && ending == nil }
}
