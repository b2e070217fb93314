public import CoreMetrics

extension MetricsRegistry: MetricsFactory {
    /// A counter of whole numbers. A negative increment is ignored, with a warning: a counter only grows.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)?.counter ?? NOOPMetricsHandler.instance
    }

    /// A counter of any numbers. A negative increment is ignored, with a warning: a counter only grows.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter)?.floatingPointCounter ?? NOOPMetricsHandler.instance
    }

    /// A value that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge)?.meter ?? NOOPMetricsHandler.instance
    }

    /// A histogram, or a gauge when the values are not to be aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions, aggregate ? .histogram : .gauge)?.recorder ?? NOOPMetricsHandler.instance
    }

    /// A histogram of durations.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .timer)?.timer ?? NOOPMetricsHandler.instance
    }

    /// Takes a series away; whatever else counts on it is no longer seen either.
    public func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    /// Takes a series away; whatever else counts on it is no longer seen either.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }

    /// Takes a series away; whatever else counts on it is no longer seen either.
    public func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    /// Takes a series away; whatever else counts on it is no longer seen either.
    public func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    /// Takes a series away; whatever else counts on it is no longer seen either.
    public func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func destroy(_ handler: AnyObject) {
        guard let cell = handler as? any MetricCell else { return }
        remove(cell)
    }
}
