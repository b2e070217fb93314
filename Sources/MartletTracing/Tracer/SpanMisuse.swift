import CoreMetrics
import Logging

/// Counts what code does to spans that it should not.
struct SpanMisuse: Sendable {
    private let logger: Logger?
    private let notEndedCounter: Counter?
    private let endedTwiceCounter: Counter?
    private let changedAfterEndCounter: Counter?

    init(logger: Logger?, metrics: (any MetricsFactory)?) {
        self.logger = logger
        func counter(_ reason: String) -> Counter? {
            metrics.map { Counter(label: "martlet_spans_misused", dimensions: [("reason", reason)], factory: $0) }
        }
        notEndedCounter = counter("not_ended")
        endedTwiceCounter = counter("ended_twice")
        changedAfterEndCounter = counter("changed_after_end")
    }

    func notEnded(_ name: String) {
        notEndedCounter?.increment()
        // For who writes the code: in production the counter tells.
        logger?.debug("a span was begun and never ended", metadata: ["span": .string(name)])
    }

    func endedTwice() { endedTwiceCounter?.increment() }
    func changedAfterEnd() { changedAfterEndCounter?.increment() }
}
