extension MetricValue {
    /// How many values were left out because there were too many; exporters count them as lost.
    package var droppedSamples: Int {
        guard case .samples(let samples) = self else { return 0 }
        return Int(clamping: samples.dropped)
    }
}
