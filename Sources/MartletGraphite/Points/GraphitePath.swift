import MartletMetrics

/// The path of a series: `shop.requests.method.GET`, or `shop.requests;method=GET`.
struct GraphitePath {
    /// The path before a suffix such as `.p50`.
    private let name: [UInt8]

    /// Tags, which follow the suffix.
    private let tags: [UInt8]

    // What ends a path, or means something in a query or as a file's name.
    private static let reserved = ASCIISet(" /\\*?[]{}(),;=!^~\"'`|<>&")
    private static let reservedInPart = ASCIISet(" /\\*?[]{}(),;=!^~\"'`|<>&.")
    private static let reservedInTagName = ASCIISet(" ;!^=")
    private static let reservedInTagValue = ASCIISet(" ;")

    /// `nil` when nothing is left of the name.
    init?(_ name: String, labels: [MetricLabel], prefix: String, as kind: GraphiteLabels) {
        var text: [UInt8] = []
        text.append(prefix, replacing: Self.reserved)
        text.append(name, replacing: Self.reserved)
        var path = Self.withoutEmptyParts(text)
        guard !name.isEmpty, !path.isEmpty else { return nil }
        var tags: [UInt8] = []
        for label in labels {
            if kind == .tags { Self.append(label, to: &tags) } else { Self.append(label, toPath: &path) }
        }
        self.name = path
        self.tags = tags
    }

    /// The path with a suffix of the name.
    func with(_ suffix: String) -> [UInt8] {
        var path = name
        path.append(contentsOf: suffix.utf8)
        path.append(contentsOf: tags)
        return path
    }

    /// A part is a folder or a file, which has a name: `.a..b.` is `a.b`.
    private static func withoutEmptyParts(_ text: [UInt8]) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        return Array(text.split(separator: dot).joined(separator: [dot]))
    }

    /// Writes `.name.value`; a dot within them would be another part.
    private static func append(_ label: MetricLabel, toPath path: inout [UInt8]) {
        for part in [label.name, label.value] {
            path.append(UInt8(ascii: "."))
            path.append(part.isEmpty ? "_" : part, replacing: reservedInPart)
        }
    }

    /// Writes `;name=value`. An empty tag is an error to Graphite, and `name` is what it calls the path.
    private static func append(_ label: MetricLabel, to tags: inout [UInt8]) {
        guard !label.name.isEmpty, !label.value.isEmpty else { return }
        tags.append(UInt8(ascii: ";"))
        tags.append(label.name == "name" ? "name_" : label.name, replacing: reservedInTagName)
        tags.append(UInt8(ascii: "="))
        let start = tags.count
        tags.append(label.value, replacing: reservedInTagValue)
        if tags[start] == UInt8(ascii: "~") { tags[start] = UInt8(ascii: "_") }
    }
}
