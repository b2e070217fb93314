import Martlet

/// Why an instance is left alone.
enum EjectionReason: String, CaseIterable {
    case consecutiveFailures = "consecutive_failures"
    case failurePercentage = "failure_percentage"
    case latency
}

/// What has been counted of an instance.
struct InstanceSample: Hashable, Sendable {
    var successes: UInt64 = 0
    var failures: UInt64 = 0

    /// The time of all successes together.
    var nanoseconds: UInt64 = 0

    var calls: UInt64 { successes &+ failures }

    static func - (left: InstanceSample, right: InstanceSample) -> InstanceSample {
        InstanceSample(
            successes: left.successes &- right.successes,
            failures: left.failures &- right.failures,
            nanoseconds: left.nanoseconds &- right.nanoseconds
        )
    }
}

/// Finds the instances that are much worse than the others.
struct OutlierSearch {
    struct Outlier: Equatable {
        let member: Int
        let reason: EjectionReason
    }

    private let options: OutlierEjection

    init(_ options: OutlierEjection) {
        self.options = options
    }

    /// The outliers, the worst first, since not all may be ejected.
    ///
    /// - Parameter samples: What each instance has done in the interval.
    func outliers(among samples: [(member: Int, sample: InstanceSample)]) -> [Outlier] {
        let failing = failing(samples)
        return failing + slow(samples).filter { outlier in !failing.contains { $0.member == outlier.member } }
    }

    private func failing(_ samples: [(member: Int, sample: InstanceSample)]) -> [Outlier] {
        guard let criterion = options.failurePercentage else { return [] }
        let hosts = samples.filter { $0.sample.calls >= UInt64(max(criterion.requestVolume, 1)) }
        guard hosts.count >= criterion.minimumHosts else { return [] }
        return hosts.map { ($0.member, share: Double($0.sample.failures) / Double($0.sample.calls) * 100) }
            .filter { $0.share >= criterion.threshold }
            .sorted { $0.share > $1.share }
            .map { Outlier(member: $0.0, reason: .failurePercentage) }
    }

    private func slow(_ samples: [(member: Int, sample: InstanceSample)]) -> [Outlier] {
        guard let criterion = options.latency else { return [] }
        let means = samples.filter { $0.sample.successes >= UInt64(max(criterion.requestVolume, 1)) }
            .map { ($0.member, mean: Double($0.sample.nanoseconds) / Double($0.sample.successes)) }
            .sorted { $0.mean < $1.mean }
        guard means.count >= criterion.minimumHosts, !means.isEmpty else { return [] }
        // The lower one of an even number: that half is in order.
        let median = means[(means.count - 1) / 2].mean
        let difference = Double(criterion.minimumDifference.saturatedNanoseconds)
        return means.filter { $0.mean > median * criterion.factor && $0.mean - median >= difference }
            .reversed()
            .map { Outlier(member: $0.0, reason: .latency) }
    }
}
