import MartletMetrics

/// Renders a page piece by piece, metrics by name, one series after the other.
struct PageRenderer {
    /// A piece is handed out when it has this many bytes.
    private static let chunkByteCount = 16 * 1_024

    private let format: PrometheusFormat
    private let configuration: PrometheusMetrics.Configuration
    private var families: ArraySlice<MetricFamily>
    private var current: (writer: FamilyWriter, series: SeriesIterator)?
    private var hasEnded = false

    init(_ registry: MetricsRegistry, format: PrometheusFormat, configuration: PrometheusMetrics.Configuration) {
        self.format = format
        self.configuration = configuration
        var families: [MetricFamily] = []
        registry.collect { families.append($0) }
        self.families = families.sorted { $0.name < $1.name }[...]
    }

    /// The next piece, or `nil` after the last one.
    mutating func next() -> [UInt8]? {
        guard !hasEnded else { return nil }
        var output = PageBuffer(reserving: Self.chunkByteCount + 4_096)
        while output.bytes.count < Self.chunkByteCount {
            guard writeSeries(to: &output) || beginFamily() else {
                end(&output)
                break
            }
        }
        return output.bytes
    }

    /// - Returns: Whether there was one.
    private mutating func writeSeries(to output: inout PageBuffer) -> Bool {
        guard var (writer, iterator) = current else { return false }
        guard let series = iterator.next() else {
            current = nil
            return false
        }
        // A metric whose series are all gone has no lines, also none that describe it.
        writer.write(series, to: &output)
        current = (writer, iterator)
        return true
    }

    private mutating func beginFamily() -> Bool {
        guard let family = families.popFirst() else { return false }
        current = (FamilyWriter(family, format, configuration), family.makeSeriesIterator())
        return true
    }

    private mutating func end(_ output: inout PageBuffer) {
        if configuration.includesProcessMetrics { ProcessMetrics.read()?.write(format, to: &output) }
        if format == .openMetrics { output.append("# EOF\n") }
        hasEnded = true
    }
}
