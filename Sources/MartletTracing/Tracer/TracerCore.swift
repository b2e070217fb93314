/// What all spans of a tracer need until their end.
final class TracerCore: Sendable {
    let processor: any SpanProcessor
    let limits: SpanLimits
    let misuse: SpanMisuse

    init(processor: any SpanProcessor, limits: SpanLimits, misuse: SpanMisuse) {
        self.processor = processor
        self.limits = limits
        self.misuse = misuse
    }
}
