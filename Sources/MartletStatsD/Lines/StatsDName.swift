import MartletMetrics

/// The name of a series as a dialect writes it: what is before the values, and what is after them.
struct StatsDName {
    /// Up to the first colon: `requests`, `requests.method.GET`, `requests,method=GET`.
    let head: [UInt8]

    /// The tags at the end, `|#method:GET`, or nothing.
    let tags: [UInt8]

    // What would end a name, a value or a line, or begin tags, in any server.
    private static let reserved = ASCIISet(" :|@#,;")
    private static let reservedInPart = ASCIISet(" :|@#,;.")
    private static let reservedInDogTagName = ASCIISet(":|,#")
    private static let reservedInDogTagValue = ASCIISet("|,#")
    private static let reservedInInflux = ASCIISet(" :|@#,;=")

    /// `nil` when nothing is left of the name.
    init?(_ name: String, suffix: String = "", labels: [MetricLabel], prefix: String, dialect: StatsDDialect) {
        guard !name.isEmpty else { return nil }
        var head: [UInt8] = []
        var tags: [UInt8] = []
        let reserved = dialect.kind == .influxStatsD ? Self.reservedInInflux : Self.reserved
        head.append(prefix, replacing: reserved)
        head.append(name, replacing: reserved)
        switch dialect.kind {
        case .statsD:
            Self.appendParts(labels, to: &head)
            head.append(suffix, replacing: reserved)
        case .dogStatsD:
            head.append(suffix, replacing: reserved)
            Self.append(labels, to: &tags)
        case .influxStatsD:
            head.append(suffix, replacing: reserved)
            Self.appendInfluxTags(labels, to: &head)
        }
        self.head = head
        self.tags = tags
    }

    /// Writes `|#name:value,name:value`. A label without a name is left out, of one without a value only the name stays.
    static func append(_ labels: [MetricLabel], to bytes: inout [UInt8]) {
        var isFirst = true
        for label in labels where !label.name.isEmpty {
            bytes.append(contentsOf: (isFirst ? "|#" : ",").utf8)
            isFirst = false
            bytes.append(label.name, replacing: reservedInDogTagName)
            guard !label.value.isEmpty else { continue }
            bytes.append(UInt8(ascii: ":"))
            bytes.append(label.value, replacing: reservedInDogTagValue)
        }
    }

    /// Writes `.name.value.name.value`; a dot within them would be another part.
    private static func appendParts(_ labels: [MetricLabel], to bytes: inout [UInt8]) {
        for label in labels {
            for part in [label.name, label.value] {
                bytes.append(UInt8(ascii: "."))
                // An empty part would be none for a server, and the names behind it would be taken for values.
                bytes.append(part.isEmpty ? "_" : part, replacing: reservedInPart)
            }
        }
    }

    /// Writes `,name=value,name=value`. Telegraf knows no escapes and no empty values.
    private static func appendInfluxTags(_ labels: [MetricLabel], to bytes: inout [UInt8]) {
        for label in labels where !label.name.isEmpty && !label.value.isEmpty {
            bytes.append(UInt8(ascii: ","))
            bytes.append(label.name, replacing: reservedInInflux)
            bytes.append(UInt8(ascii: "="))
            bytes.append(label.value, replacing: reservedInInflux)
        }
    }
}
