import Logging
import Synchronization

/// Says that values are no instances, now and then.
final class SkippedKeyLog<C: Clock<Duration>>: Sendable {
    private let logger: Logger?
    private let prefix: String
    private let clock: C
    private let last = Mutex<C.Instant?>(nil)

    init(_ logger: Logger?, prefix: String, clock: C) {
        self.logger = logger
        self.prefix = prefix
        self.clock = clock
    }

    /// - Parameter keys: The keys whose values have been skipped.
    func skipped(_ keys: [[UInt8]]) {
        guard let logger, let first = keys.first else { return }
        let now = clock.now
        let isDue = last.withLock { last in
            if let last, last.duration(to: now) < .seconds(60) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        logger.warning(
            "values in etcd are no instances and are skipped",
            metadata: [
                "prefix": "\(prefix)", "count": "\(keys.count)",
                "key": "\(String(decoding: first.prefix(200), as: UTF8.self))",
            ]
        )
    }
}
