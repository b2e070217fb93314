/// Makes the labels of a series valid, when it is made: names as the backend wants them, nothing empty, too long or repeated.
struct LabelRules: Sendable {
    let configuration: MetricsRegistry.Configuration

    /// - Returns: The labels in the order in which they were given, those of the registry first.
    func labels(_ dimensions: [(String, String)]) -> [MetricLabel] {
        var labels = configuration.globalLabels
        labels.reserveCapacity(labels.count + dimensions.count)
        for (name, value) in dimensions {
            let name = Self.cleaned(configuration.naming.label(name), upTo: configuration.maximumNameLength)
            guard !name.isEmpty else { continue }
            let label = MetricLabel(
                name: name,
                value: Self.cleaned(value, upTo: configuration.maximumLabelValueLength)
            )
            if let index = labels.firstIndex(where: { $0.name == name }) {
                labels[index] = label
            } else if labels.count < configuration.maximumLabels {
                labels.append(label)
            }
        }
        return labels
    }

    func metricName(_ name: String, _ kind: MetricKind) -> String {
        Self.cleaned(configuration.naming.metric(name, kind), upTo: configuration.maximumNameLength)
    }

    /// Control characters become spaces, and what is too long is cut.
    static func cleaned(_ text: String, upTo maximumLength: Int) -> String {
        let isClean = text.utf8.count <= maximumLength && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isClean { return text }
        var bytes = text.utf8.prefix(maximumLength).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }
        // Not in the middle of a character: what follows the cut decides.
        if text.utf8.count > bytes.count {
            while let last = bytes.last, last & 0b1100_0000 == 0b1000_0000 { bytes.removeLast() }
            if let last = bytes.last, last >= 0b1100_0000 { bytes.removeLast() }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
