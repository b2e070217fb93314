public import CoreMetrics

/// A factory that keeps its metrics in a ``MetricsRegistry``: what every exporter is.
public protocol RegistryBackedMetricsFactory: MetricsFactory {
    /// Where the metrics are kept.
    var registry: MetricsRegistry { get }
}

extension RegistryBackedMetricsFactory {
    /// A counter in ``registry``.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        registry.makeCounter(label: label, dimensions: dimensions)
    }

    /// A counter in ``registry``.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        registry.makeFloatingPointCounter(label: label, dimensions: dimensions)
    }

    /// A gauge in ``registry``.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        registry.makeMeter(label: label, dimensions: dimensions)
    }

    /// A histogram or a gauge in ``registry``.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        registry.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
    }

    /// A timer in ``registry``.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        registry.makeTimer(label: label, dimensions: dimensions)
    }

    /// Takes a series away.
    public func destroyCounter(_ handler: any CounterHandler) { registry.destroyCounter(handler) }

    /// Takes a series away.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        registry.destroyFloatingPointCounter(handler)
    }

    /// Takes a series away.
    public func destroyMeter(_ handler: any MeterHandler) { registry.destroyMeter(handler) }

    /// Takes a series away.
    public func destroyRecorder(_ handler: any RecorderHandler) { registry.destroyRecorder(handler) }

    /// Takes a series away.
    public func destroyTimer(_ handler: any TimerHandler) { registry.destroyTimer(handler) }
}
