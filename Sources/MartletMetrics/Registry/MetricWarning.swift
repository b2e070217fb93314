import Logging
import Synchronization

/// What is said about a metric, once.
enum MetricWarning: UInt8 {
    case tooManySeries
    case changedLabels
    case negativeIncrement
    case notFinite

    var text: Logger.Message {
        switch self {
        case .tooManySeries: "metric has too many series; further ones are counted together"
        case .changedLabels: "metric has labels that are empty, too long, too many or have control characters"
        case .negativeIncrement: "counter was to be decreased; that is ignored"
        case .notFinite: "metric was given a value that is not a finite number"
        }
    }
}

/// Which warnings of a metric have been given.
final class MetricWarnings: Sendable {
    private let given = Atomic<UInt8>(0)
    private let logger: Logger?
    private let label: String

    init(logger: Logger?, label: String) {
        self.logger = logger
        self.label = label
    }

    func warn(_ warning: MetricWarning) {
        let bit: UInt8 = 1 << warning.rawValue
        guard given.load(ordering: .relaxed) & bit == 0,
            given.bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0
        else { return }
        logger?.warning(warning.text, metadata: ["metric": "\(label.prefix(100))"])
    }
}
