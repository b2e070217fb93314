import CoreMetrics
import Logging
import Martlet

/// What is logged and counted of one watch.
struct WatchReport: Sendable {
    private let logger: Logger
    private let metrics: Metrics?

    private struct Metrics {
        let instances: Meter
        let age: Meter
        let updates: Counter
        let failures: Counter
    }

    init(service: String, logger: Logger, factory: (any MetricsFactory)?) {
        var logger = logger
        logger[metadataKey: "service"] = "\(service)"
        self.logger = logger
        metrics = factory.map { factory in
            let dimensions = [("service", service)]
            return Metrics(
                instances: Meter(label: "martlet_discovery_instances", dimensions: dimensions, factory: factory),
                age: Meter(label: "martlet_discovery_age_seconds", dimensions: dimensions, factory: factory),
                updates: Counter(label: "martlet_discovery_updates", dimensions: dimensions, factory: factory),
                failures: Counter(label: "martlet_discovery_failures", dimensions: dimensions, factory: factory)
            )
        }
    }

    /// The watch has ended, and will be begun again.
    func failed(_ failure: Status, age: Duration, nextTry: Duration) {
        metrics?.failures.increment()
        metrics?.age.set(age / .seconds(1))
        logger.debug("the watch has failed", metadata: ["error": "\(failure)", "next_try": "\(nextTry)"])
    }

    func publishing(_ resolution: Resolution, after last: Resolution, age: Duration) {
        metrics?.updates.increment()
        metrics?.instances.set(resolution.snapshot?.count ?? 0)
        metrics?.age.set(age / .seconds(1))
        switch (last.failure, resolution.failure) {
        case (nil, let failure?): logger.warning("the registry is away", metadata: ["error": "\(failure)"])
        case (.some, nil): logger.info("the registry is back")
        default: break
        }
        if resolution.hasExpired, !last.hasExpired {
            logger.error("the instances are no longer used: the registry has been away for too long")
        }
        if let snapshot = resolution.snapshot, snapshot != last.snapshot {
            logger.info("the instances have changed", metadata: ["instances": .stringConvertible(snapshot.count)])
        }
    }
}
