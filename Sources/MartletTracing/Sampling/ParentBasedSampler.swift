/// Does what the caller does, and asks another sampler about traces that begin here.
///
/// Source: [ParentBased](https://opentelemetry.io/docs/specs/otel/trace/sdk/#parentbased).
public struct ParentBasedSampler<Root: Sampler>: Sampler, FollowsParent {
    private let root: Root

    /// Makes a sampler.
    ///
    /// - Parameter root: Asked about traces that begin here, and those about which the caller has not decided.
    public init(root: Root) {
        self.root = root
    }

    /// What the parent says.
    public func shouldSample(_ span: SamplingParameters) -> SamplingDecision {
        guard let parent = span.parent, !parent.isSamplingDeferred else { return root.shouldSample(span) }
        return parent.isSampled ? .sample : .drop
    }
}

extension Sampler {
    /// What the caller says, and for traces that begin here what another sampler says.
    ///
    /// - Parameter root: Asked about traces that begin here.
    public static func parentBased<Root: Sampler>(root: Root) -> Self where Self == ParentBasedSampler<Root> {
        ParentBasedSampler(root: root)
    }
}

/// A sampler that does what the parent says whenever it says anything, so that it need not be asked then.
protocol FollowsParent {}
