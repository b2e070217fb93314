/// Records a share of all traces, chosen by the identity of the trace: services with the same ratio choose the same traces,
/// and those with a higher one all of these and more.
///
/// It looks at the first 63 of the last 64 bits, as the samplers of OpenTelemetry for Go and others do, so services in
/// those languages agree.
///
/// Source: [TraceIdRatioBased](https://opentelemetry.io/docs/specs/otel/trace/sdk/#traceidratiobased).
public struct RatioSampler: Sampler {
    /// The traces below it are recorded.
    private let bound: UInt64

    /// Makes a sampler.
    ///
    /// - Parameter ratio: The share, from 0 to 1; what is beyond counts as the next of these, and what is no number as 0.
    public init(_ ratio: Double) {
        bound = ratio > 0 ? UInt64(min(ratio, 1) * 0x1p63) : 0
    }

    /// Whether the identity is below the bound.
    public func shouldSample(_ span: SamplingParameters) -> SamplingDecision {
        span.traceID.low >> 1 < bound ? .sample : .drop
    }
}

extension Sampler where Self == RatioSampler {
    /// A share of all traces, chosen by their identity.
    ///
    /// - Parameter ratio: The share, from 0 to 1.
    public static func ratio(_ ratio: Double) -> Self { RatioSampler(ratio) }
}
