import CoreMetrics

/// The counters of what an endpoint was refused.
@usableFromInline
final class BreakerRejectionMetrics: Sendable {
    private let open: Counter
    private let halfOpen: Counter
    private let throttled: Counter

    init(_ label: String, _ factory: any MetricsFactory) {
        func counter(_ reason: String) -> Counter {
            Counter(
                label: "martlet_circuit_breaker_rejections",
                dimensions: [("endpoint", label), ("reason", reason)],
                factory: factory
            )
        }
        open = counter("open")
        halfOpen = counter("half_open")
        throttled = counter("throttled")
    }

    func count(_ rejection: BreakerRejection) {
        switch rejection {
        case .open: open.increment()
        case .halfOpen: halfOpen.increment()
        case .throttled: throttled.increment()
        }
    }
}

/// The meter of the state, and the counters of its changes, for one endpoint or one named breaker.
final class BreakerStateMetrics: Sendable {
    let label: String
    private let meter: Meter
    private let closed: Counter
    private let halfOpen: Counter
    private let open: Counter

    init(_ label: String, _ factory: any MetricsFactory) {
        func counter(_ state: CircuitBreaker.State) -> Counter {
            Counter(
                label: "martlet_circuit_breaker_transitions",
                dimensions: [("endpoint", label), ("state", state.description)],
                factory: factory
            )
        }
        self.label = label
        meter = Meter(label: "martlet_circuit_breaker_state", dimensions: [("endpoint", label)], factory: factory)
        closed = counter(.closed)
        halfOpen = counter(.halfOpen)
        open = counter(.open)
    }

    /// The state has changed.
    func record(_ state: CircuitBreaker.State) {
        switch state {
        case .open: open.increment()
        case .halfOpen: halfOpen.increment()
        default: closed.increment()
        }
        show(state)
    }

    func show(_ state: CircuitBreaker.State) {
        meter.set(state.number)
    }
}
