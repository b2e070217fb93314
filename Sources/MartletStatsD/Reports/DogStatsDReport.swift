import MartletMetrics

/// Events and service checks as lines.
enum DogStatsDReport {
    private static let reserved = ASCIISet("|")
    private static let reservedInName = ASCIISet("|,#")

    /// `_e{5,4}:title|text|d:1700000000|h:host|k:key|p:low|s:source|t:error|#name:value`
    ///
    /// - Parameters:
    ///   - now: The time when the event has none, in seconds since 1970.
    ///   - labels: The tags before its own.
    static func line(_ event: DogStatsDEvent, now: Int64, labels: [MetricLabel]) -> [UInt8] {
        // The lengths are those of the text as it is sent, in bytes.
        let title = text(event.title)
        let body = text(event.text)
        var line = Array("_e{\(title.count),\(body.count)}:".utf8)
        line.append(contentsOf: title)
        line.append(UInt8(ascii: "|"))
        line.append(contentsOf: body)
        append("d", "\(event.timestamp ?? now)", to: &line)
        append("h", event.hostname, to: &line)
        append("k", event.aggregationKey, to: &line)
        append("p", event.priority?.text, to: &line)
        append("s", event.sourceType, to: &line)
        append("t", event.alertType?.text, to: &line)
        StatsDName.append(labels + event.tags, to: &line)
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// `_sc|name|2|d:1700000000|h:host|#name:value|m:message`
    static func line(_ check: DogStatsDServiceCheck, now: Int64, labels: [MetricLabel]) -> [UInt8] {
        var line = Array("_sc|".utf8)
        line.append(check.name, replacing: reservedInName)
        line.append(contentsOf: "|\(check.status.number)".utf8)
        append("d", "\(check.timestamp ?? now)", to: &line)
        append("h", check.hostname, to: &line)
        StatsDName.append(labels + check.tags, to: &line)
        if let message = check.message {
            // It is the last one and may hold what begins a field elsewhere, but not what begins itself.
            line.append(contentsOf: "|m:".utf8)
            for byte in text(message) {
                if byte == UInt8(ascii: ":"), line.last == UInt8(ascii: "m") { line.append(UInt8(ascii: "\\")) }
                line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static func append(_ field: String, _ value: String?, to line: inout [UInt8]) {
        guard let value, !value.isEmpty else { return }
        line.append(contentsOf: "|\(field):".utf8)
        line.append(value, replacing: reserved)
    }

    /// Line feeds as `\n`, which the agent makes line feeds again; other control characters as `_`.
    private static func text(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\r"): break
            case 0..<32, 127: bytes.append(UInt8(ascii: "_"))
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
