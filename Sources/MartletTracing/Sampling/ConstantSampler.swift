/// Decides the same about every span: ``Sampler/always`` and ``Sampler/never``.
public struct ConstantSampler: Sampler {
    private let decision: SamplingDecision

    /// Makes a sampler.
    ///
    /// - Parameter decision: What it says.
    public init(_ decision: SamplingDecision) {
        self.decision = decision
    }

    /// What it was made with.
    public func shouldSample(_ span: SamplingParameters) -> SamplingDecision { decision }
}

extension Sampler where Self == ConstantSampler {
    /// Everything is recorded.
    public static var always: Self { ConstantSampler(.sample) }

    /// Nothing is recorded.
    public static var never: Self { ConstantSampler(.drop) }
}
