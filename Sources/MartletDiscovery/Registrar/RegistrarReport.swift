import CoreMetrics
import Logging
import Martlet

/// What is logged and counted of one registrar.
struct RegistrarReport: Sendable {
    private let logger: Logger
    private let metrics: Metrics?

    private struct Metrics {
        let registered: Meter
        let registrations: Counter
        let failures: Counter
    }

    init(service: String, logger: Logger, factory: (any MetricsFactory)?) {
        var logger = logger
        logger[metadataKey: "service"] = "\(service)"
        self.logger = logger
        metrics = factory.map { factory in
            let dimensions = [("service", service)]
            return Metrics(
                registered: Meter(label: "martlet_registrar_registered", dimensions: dimensions, factory: factory),
                registrations: Counter(
                    label: "martlet_registrar_registrations",
                    dimensions: dimensions,
                    factory: factory
                ),
                failures: Counter(label: "martlet_registrar_failures", dimensions: dimensions, factory: factory)
            )
        }
        metrics?.registered.set(0)
    }

    func registered(_ instance: Instance) {
        metrics?.registered.set(1)
        metrics?.registrations.increment()
        logger.info("registered", metadata: ["instance": "\(instance)"])
    }

    func lost(_ failure: Status, nextTry: Duration) {
        metrics?.registered.set(0)
        metrics?.failures.increment()
        logger.warning("not registered", metadata: ["error": "\(failure)", "next_try": "\(nextTry)"])
    }

    func removed() {
        metrics?.registered.set(0)
        logger.info("deregistered")
    }

    func notRemoved(_ failure: Status) {
        metrics?.registered.set(0)
        metrics?.failures.increment()
        logger.warning(
            "not deregistered: the entry stays until its lease has run out",
            metadata: ["error": "\(failure)"]
        )
    }
}
