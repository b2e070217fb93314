import MartletMetrics

/// Renders a page piece by piece, metrics by name, one series after the other.
struct PageRenderer {
    private enum Part {
        case family(MetricFamily)
        case process(ProcessMetrics.Metric)

        var name: String {
            switch self {
            case .family(let family): family.name
            case .process(let metric): metric.name
            }
        }
    }

    /// A piece is handed out when it has this many bytes.
    private static let chunkByteCount = 16 * 1_024

    private let format: PrometheusFormat
    private let configuration: PrometheusMetrics.Configuration
    private var parts: ArraySlice<Part>
    private var writer: FamilyWriter?
    private var series: SeriesIterator?
    private var hasEnded = false

    init(_ registry: MetricsRegistry, format: PrometheusFormat, configuration: PrometheusMetrics.Configuration) {
        self.format = format
        self.configuration = configuration
        var parts: [Part] = []
        registry.collect { parts.append(.family($0)) }
        if configuration.includesProcessMetrics { parts += ProcessMetrics.current().metrics.map(Part.process) }
        self.parts = parts.sorted { $0.name < $1.name }[...]
    }

    /// The next piece, or `nil` after the last one.
    mutating func next() -> [UInt8]? {
        guard !hasEnded else { return nil }
        var output = PageBuffer(reserving: Self.chunkByteCount + 4_096)
        while output.bytes.count < Self.chunkByteCount {
            // A metric whose series are all gone has no lines, also none that describe it.
            if let next = series?.next() {
                writer?.write(next, to: &output)
            } else if !begin(to: &output) {
                if format.isOpenMetrics { output.append("# EOF\n") }
                hasEnded = true
                break
            }
        }
        return output.bytes.isEmpty ? nil : output.bytes
    }

    /// - Returns: Whether there was another part.
    private mutating func begin(to output: inout PageBuffer) -> Bool {
        series = nil
        switch parts.popFirst() {
        case .family(let family):
            writer = FamilyWriter(family, format, configuration)
            series = family.makeSeriesIterator()
        case .process(let metric):
            metric.write(format, to: &output)
        case nil:
            return false
        }
        return true
    }
}
