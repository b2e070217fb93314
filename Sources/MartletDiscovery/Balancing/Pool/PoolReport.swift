import CoreMetrics
import Logging
import Martlet

/// What is logged and counted of one balanced endpoint.
struct PoolReport: Sendable {
    private let logger: Logger?
    private let metrics: Metrics?

    private struct Metrics {
        let total: Meter
        let available: Meter
        let ejected: Meter
        let ejections: [EjectionReason: Counter]
        let absences: [String: Counter]
    }

    init(endpoint: String, logger: Logger?, factory: (any MetricsFactory)?) {
        var logger = logger
        logger?[metadataKey: "endpoint"] = "\(endpoint)"
        self.logger = logger
        metrics = factory.map { factory in
            let dimensions = [("endpoint", endpoint)]
            func meter(_ state: String) -> Meter {
                Meter(
                    label: "martlet_balancer_instances",
                    dimensions: dimensions + [("state", state)],
                    factory: factory
                )
            }
            func counter(_ label: String, _ reason: String) -> Counter {
                Counter(label: label, dimensions: dimensions + [("reason", reason)], factory: factory)
            }
            return Metrics(
                total: meter("total"),
                available: meter("available"),
                ejected: meter("ejected"),
                ejections: Dictionary(
                    uniqueKeysWithValues: EjectionReason.allCases.map {
                        ($0, counter("martlet_balancer_ejections", $0.rawValue))
                    }
                ),
                absences: Dictionary(
                    uniqueKeysWithValues: InstanceAbsence.reasons.map {
                        ($0, counter("martlet_balancer_unavailable", $0))
                    }
                )
            )
        }
    }

    func show(total: Int, available: Int, ejected: Int) {
        metrics?.total.set(total)
        metrics?.available.set(available)
        metrics?.ejected.set(ejected)
    }

    func ejected(_ id: String, _ ejection: PoolState.Ejection) {
        metrics?.ejections[ejection.reason]?.increment()
        logger?.warning(
            "the instance is not called for a while",
            metadata: [
                "instance": "\(id)",
                "reason": "\(ejection.reason.rawValue)",
                "duration": "\(ejection.duration)",
            ]
        )
    }

    func readmitted(_ id: String) {
        logger?.info("the instance is called again", metadata: ["instance": "\(id)"])
    }

    func notOpened(_ id: String, _ error: any Error) {
        logger?.warning("the instance has no endpoint", metadata: ["instance": "\(id)", "error": "\(error)"])
    }

    func absent(_ absence: InstanceAbsence) {
        metrics?.absences[absence.reason]?.increment()
    }
}
