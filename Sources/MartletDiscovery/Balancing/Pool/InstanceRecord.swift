public import Martlet
import Synchronization

/// What the calls of an instance write: counters, each changed without a lock. It lives as long as the instance does.
@usableFromInline
final class InstanceRecord: Sendable {
    /// Set when the instance has left.
    private static let retired: UInt64 = 1 << 63

    @usableFromInline
    let id: String

    let load = InstanceLoad()

    /// The calls under way, and whether it is ``retired``.
    private let calls = Atomic<UInt64>(0)
    private let successes = Atomic<UInt64>(0)
    private let failures = Atomic<UInt64>(0)
    private let nanoseconds = Atomic<UInt64>(0)
    private let failuresInARow = Atomic(0)
    private let threshold: Int

    /// When its endpoint may be made again, in nanoseconds, and how often that has failed.
    private let notBefore = Atomic<Int64>(.min)
    private let failedOpenings = Atomic(0)

    /// - Parameters:
    ///   - id: The id of the instance.
    ///   - threshold: How many failures in a row are reported; `nil` for none.
    init(id: String, threshold: Int?) {
        self.id = id
        self.threshold = threshold.map { max(1, $0) } ?? .max
    }

    // MARK: Calls

    /// A call begins.
    ///
    /// - Returns: Whether it may: not when the instance has left. Then it is to be given up with ``withdraw()``.
    @usableFromInline
    func begin(at now: Timestamp) -> Bool {
        guard calls.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue & Self.retired == 0 else { return false }
        load.begin(at: now)
        return true
    }

    /// Gives up a call that may not begin.
    ///
    /// - Returns: Whether it was the last one of an instance that has left.
    func withdraw() -> Bool {
        calls.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == Self.retired
    }

    /// A call has succeeded.
    ///
    /// - Returns: Whether it was the last one of an instance that has left.
    @usableFromInline
    func succeeded(began: Timestamp, at now: Timestamp) -> Bool {
        if failuresInARow.load(ordering: .relaxed) != 0 { failuresInARow.store(0, ordering: .relaxed) }
        successes.wrappingAdd(1, ordering: .relaxed)
        nanoseconds.wrappingAdd(UInt64(max(0, began.nanoseconds(to: now))), ordering: .relaxed)
        return end(.success, began: began, at: now)
    }

    /// A call has failed.
    ///
    /// - Returns: Whether it was the last one of an instance that has left, and whether there are as many failures in a
    ///   row as are reported.
    func failed(began: Timestamp, at now: Timestamp) -> (isLast: Bool, isThreshold: Bool) {
        failures.wrappingAdd(1, ordering: .relaxed)
        let isThreshold = failuresInARow.wrappingAdd(1, ordering: .relaxed).newValue >= threshold
        // Begins anew, so that it is reported again if nothing came of it this time.
        if isThreshold { failuresInARow.store(0, ordering: .relaxed) }
        return (end(.failure, began: began, at: now), isThreshold)
    }

    /// A call has come to nothing.
    func ignored(began: Timestamp, at now: Timestamp) -> Bool {
        end(.ignored, began: began, at: now)
    }

    private func end(_ outcome: CallOutcome, began: Timestamp, at now: Timestamp) -> Bool {
        load.end(began: began, at: now, outcome)
        return withdraw()
    }

    /// The instance has left.
    ///
    /// - Returns: Whether it has no calls.
    func retire() -> Bool {
        calls.bitwiseOr(Self.retired, ordering: .acquiringAndReleasing).oldValue == 0
    }

    /// What has been counted up to now.
    var sample: InstanceSample {
        InstanceSample(
            successes: successes.load(ordering: .relaxed),
            failures: failures.load(ordering: .relaxed),
            nanoseconds: nanoseconds.load(ordering: .relaxed)
        )
    }

    // MARK: Opening

    /// Whether its endpoint may be made: not soon after that has failed.
    func mayOpen(at now: Timestamp) -> Bool {
        now.nanoseconds >= notBefore.load(ordering: .relaxed)
    }

    /// Its endpoint could not be made.
    func openingFailed(at now: Timestamp, minimum: Duration, maximum: Duration) {
        let failures = failedOpenings.wrappingAdd(1, ordering: .relaxed).oldValue
        let delay = min(minimum * (1 << min(failures, 20)), maximum)
        notBefore.store(now.advanced(by: delay).nanoseconds, ordering: .relaxed)
    }
}
