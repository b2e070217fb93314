extension BucketedDistribution {
    /// The value below which a part of the values lies, interpolated within the bucket in which it must lie; above the
    /// last bound nothing is known but the bound.
    ///
    /// - Parameter quantile: The part, 0 to 1.
    /// - Returns: The value; `nil` when there are none.
    public func quantile(_ quantile: Double) -> Double? {
        guard count > 0, let last = upperBounds.last else { return nil }
        let rank = quantile * Double(count)
        var below = 0.0
        for (index, upper) in upperBounds.enumerated() where index < counts.count {
            let inBucket = Double(counts[index])
            if inBucket > 0, below + inBucket >= rank {
                let lower = index > 0 ? upperBounds[index - 1] : min(0, upper)
                return lower + (upper - lower) * max(0, rank - below) / inBucket
            }
            below += inBucket
        }
        return last
    }
}
