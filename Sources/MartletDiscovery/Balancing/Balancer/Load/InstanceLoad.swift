package import Martlet
import Synchronization

/// How busy an instance is, and how fast: written by every call, read by balancers.
///
/// Nothing of it takes a lock, so that calls to one instance do not wait for each other.
public final class InstanceLoad: Sendable {
    private let calls = Atomic(0)
    private let latency = Atomic<UInt64>(0)
    /// The time constant of the average in nanoseconds; 0 while no balancer wants one.
    private let decay = Atomic<Int64>(0)
    /// When a call was answered last, or the first one began: since then nothing has been heard of calls under way.
    private let quietSince = Atomic<Int64>(0)

    /// Makes the load of an instance that has not been called yet.
    public init() {}

    /// The calls that this process has under way to the instance.
    public var pending: Int { max(0, calls.load(ordering: .relaxed)) }

    /// A call begins.
    package func begin(at now: Timestamp) {
        if calls.load(ordering: .relaxed) == 0 { quietSince.store(now.nanoseconds, ordering: .relaxed) }
        calls.wrappingAdd(1, ordering: .relaxed)
    }

    /// A call has ended.
    ///
    /// - Parameters:
    ///   - began: When it began.
    ///   - now: The present moment.
    ///   - outcome: Whether that says anything about the instance.
    package func end(began: Timestamp, at now: Timestamp, _ outcome: CallOutcome) {
        calls.wrappingSubtract(1, ordering: .relaxed)
        if outcome != .ignored { quietSince.store(now.nanoseconds, ordering: .relaxed) }
        let decay = decay.load(ordering: .relaxed)
        guard decay > 0 else { return }
        let took = began.nanoseconds(to: now)
        var word = latency.load(ordering: .relaxed)
        while true {
            var average = LatencyAverage(word: word)
            if outcome == .ignored {
                average.observe(atLeast: took, at: now.nanoseconds, decay: decay)
            } else {
                average.observe(took, isFailure: outcome == .failure, at: now.nanoseconds, decay: decay)
            }
            guard average.word != word else { return }
            let (exchanged, original) = latency.weakCompareExchange(
                expected: word,
                desired: average.word,
                ordering: .relaxed
            )
            if exchanged { return }
            word = original
        }
    }

    /// Keeps an average of the latency from now on. What was asked for last counts.
    ///
    /// - Parameter decay: The time in nanoseconds in which a latency loses 63 % of its weight, above 0.
    func averageLatency(decay nanoseconds: Int64) {
        decay.store(nanoseconds, ordering: .relaxed)
    }

    /// What one more call is expected to cost: the average latency times the calls under way with this one; not a number
    /// when nothing is known.
    ///
    /// - Parameters:
    ///   - now: The present moment, in nanoseconds of ``Timestamp``.
    ///   - share: What one call under way counts: 1, and less for instances of more weight than the average.
    func cost(at now: Int64, share: Float) -> Float {
        let pending = Float(self.pending)
        let average = LatencyAverage(word: latency.load(ordering: .relaxed))
        guard average.isKnown else {
            // Not called yet: it is tried as often as it is drawn, but by one call at a time. Not rather than others, as by
            // a cost of 0: a hundred clients would try a new instance at once.
            return pending == 0 ? .nan : LatencyAverage.unknown * (pending * share + 1)
        }
        var latency = average.cost(at: now, decay: decay.load(ordering: .relaxed))
        if pending > 0 {
            // One call at least has been under way for so long: an instance that hangs becomes expensive by and by.
            latency = max(latency, Float(now &- quietSince.load(ordering: .relaxed)))
        }
        return latency * (pending * share + 1)
    }
}
