import CoreMetrics
import Synchronization

/// The handles of one endpoint: made before the first call for calls that succeed, and when it is first needed for each
/// code of an error, so that an endpoint that cannot be `unauthenticated` has no series for it.
@usableFromInline
final class CallMetrics: Sendable {
    /// The handles for calls that end in one way.
    struct Outcome: Sendable {
        private let duration: Timer?
        private let requests: Counter?

        fileprivate init(
            _ names: Instrumentation.Names,
            dimensions: [(String, String)],
            code: Status.Code?,
            factory: any MetricsFactory
        ) {
            let dimensions = dimensions + [names.outcome(code)]
            duration = names.duration.map { Timer(label: $0, dimensions: dimensions, factory: factory) }
            requests = names.requests.map { Counter(label: $0, dimensions: dimensions, factory: factory) }
        }

        func record(_ nanoseconds: Int64) {
            duration?.recordNanoseconds(nanoseconds)
            requests?.increment()
        }
    }

    private let active: Meter?
    private let success: Outcome
    private let failures = Mutex<[Status.Code: Outcome]>([:])
    private let makeOutcome: @Sendable (Status.Code) -> Outcome

    init(_ names: Instrumentation.Names, endpoint: String, factory: any MetricsFactory) {
        let dimensions = [(names.method, endpoint)]
        active = names.active.map { Meter(label: $0, dimensions: dimensions, factory: factory) }
        success = Outcome(names, dimensions: dimensions, code: nil, factory: factory)
        makeOutcome = { Outcome(names, dimensions: dimensions, code: $0, factory: factory) }
    }

    @usableFromInline
    func began() {
        active?.increment()
    }

    @usableFromInline
    func succeeded(after nanoseconds: Int64) {
        active?.decrement()
        success.record(nanoseconds)
    }

    @usableFromInline
    func failed(_ code: Status.Code, after nanoseconds: Int64) {
        active?.decrement()
        outcome(of: code).record(nanoseconds)
    }

    /// A foreign factory is not called under the lock; two tasks that make the same handles at once count on the same series.
    private func outcome(of code: Status.Code) -> Outcome {
        if let known = failures.withLock({ $0[code] }) { return known }
        let made = makeOutcome(code)
        failures.withLock { $0[code] = made }
        return made
    }
}
