import MartletMetrics

extension MetricsRegistry {
    /// The sum of a counter over all its series, or over those with a label.
    func total(_ name: String, _ label: MetricLabel? = nil) -> Double {
        var total = 0.0
        collect { family in
            guard family.name == name else { return }
            family.forEachSeries { series in
                guard label.map(series.labels.contains) ?? true, case .counter(let value) = series.value else { return }
                total += value
            }
        }
        return total
    }
}
