import CoreMetrics

/// The handles of a layer that gives permits, for one endpoint.
///
/// In flight and waiting are counted up and down and not set, so that tasks cannot set them in the wrong order.
final class AdmissionMetrics: Sendable {
    private let inFlight: Meter
    private let waiting: Meter
    private let rejections: [Refusal: Counter]

    /// - Parameters:
    ///   - layer: The part of all names between `martlet_` and what is counted.
    ///   - reasons: What calls may be refused for, and the dimension `reason` of it.
    init(_ layer: String, endpoint: String, reasons: [Refusal: String], factory: any MetricsFactory) {
        let dimensions = [("endpoint", endpoint)]
        inFlight = Meter(label: "martlet_\(layer)_in_flight", dimensions: dimensions, factory: factory)
        waiting = Meter(label: "martlet_\(layer)_waiting", dimensions: dimensions, factory: factory)
        rejections = reasons.mapValues { reason in
            Counter(
                label: "martlet_\(layer)_rejections",
                dimensions: dimensions + [("reason", reason)],
                factory: factory
            )
        }
    }

    func entered() { inFlight.increment() }
    func left() { inFlight.decrement() }
    func beganToWait() { waiting.increment() }
    func endedToWait() { waiting.decrement() }

    func refused(_ why: Refusal) {
        rejections[why]?.increment()
    }
}
