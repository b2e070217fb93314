/// Makes the labels of a series valid, when it is made: names as the backend wants them, nothing empty, too long or
/// repeated.
struct LabelRules: Sendable {
    /// The labels of one series.
    struct Labels {
        /// In the order in which they were given, those of the registry first.
        var labels: [MetricLabel]

        /// Whether something had to be cut or left out.
        var isChanged = false
    }

    private var global: [MetricLabel] = []
    private let naming: MetricNaming
    private let overflow: MetricLabel
    private let maximumLabels: Int
    private let maximumNameLength: Int
    private let maximumValueLength: Int

    init(configuration: MetricsRegistry.Configuration) {
        naming = configuration.naming
        maximumLabels = max(configuration.maximumLabels, 0)
        maximumNameLength = max(configuration.maximumNameLength, 1)
        maximumValueLength = max(configuration.maximumLabelValueLength, 0)
        overflow = MetricLabel(
            name: Self.cleaned(naming.label(MetricLabel.overflow.name), upTo: maximumNameLength).text,
            value: MetricLabel.overflow.value
        )
        var labels = Labels(labels: [])
        for label in configuration.globalLabels { add(label.name, label.value, to: &labels) }
        global = labels.labels
    }

    func labels(_ dimensions: [(String, String)]) -> Labels {
        var labels = Labels(labels: global)
        labels.labels.reserveCapacity(global.count + dimensions.count)
        for (name, value) in dimensions { add(name, value, to: &labels) }
        return labels
    }

    /// The labels of the series that takes what is over the limit: that one has its label whatever the limit of labels.
    var overflowLabels: [MetricLabel] {
        global.filter { $0.name != overflow.name } + (overflow.name.isEmpty ? [] : [overflow])
    }

    private func add(_ name: String, _ value: String, to labels: inout Labels) {
        let (name, isNameCut) = Self.cleaned(naming.label(name), upTo: maximumNameLength)
        let (value, isValueCut) = Self.cleaned(value, upTo: maximumValueLength)
        labels.isChanged = labels.isChanged || isNameCut || isValueCut || name.isEmpty
        guard !name.isEmpty else { return }
        let label = MetricLabel(name: name, value: value)
        if value.isEmpty, naming.dropsEmptyValues {
            labels.labels.removeAll { $0.name == name }
        } else if let index = labels.labels.firstIndex(where: { $0.name == name }) {
            labels.labels[index] = label
        } else if labels.labels.count < maximumLabels {
            labels.labels.append(label)
        } else {
            labels.isChanged = true
        }
    }

    func metricName(_ name: String, _ kind: MetricKind) -> String {
        Self.cleaned(naming.metric(name, kind), upTo: maximumNameLength).text
    }

    /// Control characters become spaces, and what is too long is cut between two characters.
    static func cleaned(_ text: String, upTo maximumLength: Int) -> (text: String, isChanged: Bool) {
        let isClean = text.utf8.count <= maximumLength && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        if isClean { return (text, false) }
        var end = text.utf8.index(text.startIndex, offsetBy: maximumLength, limitedBy: text.endIndex) ?? text.endIndex
        // Back to where a scalar begins.
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        let bytes = text.utf8[..<end].map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }
        return (String(decoding: bytes, as: UTF8.self), true)
    }
}
