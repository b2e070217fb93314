/// Only some of the instances, always the same ones for the same client; another balancer chooses among them.
///
/// ```swift
/// … balancing: strings, by: .subset(50, of: hostname, then: .peakEWMA)
/// ```
///
/// Use it when clients times instances would be too many connections, or when a client calls each instance so rarely that
/// it learns nothing of its latency: beyond some hundred instances. Below that it only makes the load less even.
///
/// Each client ranks the instances by a hash of its own id and theirs, and takes the first ones (rendezvous hashing). So an
/// instance that leaves is replaced by one other, for those clients only that had it, and clients need no numbers. The
/// price against Google's deterministic subsetting, whose clients are numbered without gaps and which reshuffles when the
/// number of instances changes: not all instances have the same number of clients. It varies by the square root of the
/// mean, so let `clients × size ÷ instances` be 100 or more where the load has to be even to 10 %.
///
/// Weights do not decide who is in, except that instances of weight 0 come last.
///
/// Sources: [Thaler, Ravishankar: Using name-based mappings to increase hit
/// rates](https://doi.org/10.1109/90.663936), 1998; the other one: [Site Reliability Engineering, chapter
/// 20](https://sre.google/sre-book/load-balancing-datacenter/).
public struct Subset<Base: Balancer>: Balancer {
    private let size: Int
    private let client: String
    private let base: Base

    /// Makes the policy.
    ///
    /// - Parameters:
    ///   - size: How many instances a client calls, at least 1. 20 to 100 are usual.
    ///   - client: What only this client is called, and after a restart again: a host name, a pod's name.
    ///   - base: What chooses among them.
    public init(_ size: Int, of client: String, then base: Base) {
        self.size = max(1, size)
        self.client = client
        self.base = base
    }

    /// Makes the picker of a set.
    public func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
        let chosen = indices(of: instances)
        return Picker(
            indices: chosen.map(UInt32.init(truncatingIfNeeded:)),
            picker: base.picker(for: chosen.map { instances[$0] }, replacing: previous?.picker)
        )
    }

    /// The client's instances, in the order that they have among all.
    private func indices(of instances: [BalancedInstance]) -> [Int] {
        guard instances.count > size else { return Array(instances.indices) }
        let seed = StableHash.hash(client)
        let ranked = instances.indices.map { index in
            let instance = instances[index].instance
            let isIdle = instance.weight <= 0
            return (isIdle: isIdle, rank: StableHash.mix(seed ^ StableHash.hash(instance.id)), index: index)
        }
        .sorted { ($0.isIdle ? 1 : 0, $0.rank, $0.index) < ($1.isIdle ? 1 : 0, $1.rank, $1.index) }
        return ranked.prefix(size).map(\.index).sorted()
    }

    /// Chooses one of the client's instances.
    public struct Picker: BalancerPicker {
        @usableFromInline let indices: [UInt32]
        @usableFromInline let picker: Base.Picker

        // Inlinable, as a generic picker that is not specialized copies the other one.
        /// Chooses.
        @inlinable
        public func pick(for call: BalancerCall) -> Int {
            Int(indices[picker.pick(for: call)])
        }
    }
}

extension Balancer {
    /// Only some of the instances, always the same ones for the same client.
    ///
    /// - Parameters:
    ///   - size: How many instances a client calls, at least 1. 20 to 100 are usual.
    ///   - client: What only this client is called, and after a restart again: a host name, a pod's name.
    ///   - base: What chooses among them.
    public static func subset<Base: Balancer>(
        _ size: Int,
        of client: String,
        then base: Base
    ) -> Subset<Base> where Self == Subset<Base> {
        Subset(size, of: client, then: base)
    }
}
