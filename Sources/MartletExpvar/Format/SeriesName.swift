/// The name of a series on the page: `requests{code=200,method=GET}`.
///
/// The labels are sorted, so that a series has one name however its labels were given. What would make two series
/// look the same is escaped with a backslash.
enum SeriesName {
    static func make(_ metric: String, labels: [(name: String, value: String)], suffix: String = "") -> String {
        guard !labels.isEmpty else { return metric + suffix }
        let sorted = labels.sorted { $0.name < $1.name }
        let pairs = sorted.map { "\(escaped($0.name))=\(escaped($0.value))" }
        return "\(metric)\(suffix){\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        var escaped = ""
        for character in text.unicodeScalars {
            if character.isASCII, isSpecial(UInt8(ascii: character)) { escaped.append("\\") }
            escaped.unicodeScalars.append(character)
        }
        return escaped
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: "\\")
    }
}
