import MartletBase64

/// Names of metrics with stream tags: `requests|ST[code:200,route:b"L3VwcGVyY2FzZQ=="]`.
///
/// A category or a value with anything but letters, digits, `.`, `_`, `-` and `/` is written in Base64, which is
/// always allowed. Source: <https://docs.circonus.com/circonus/metrics/tags/>.
enum StreamTags {
    static func name(_ metric: String, tags: [(name: String, value: String)]) -> String {
        let used = tags.filter { !$0.name.isEmpty && !$0.value.isEmpty }
        guard !used.isEmpty else { return metric }
        // Sorted, so that a series has one name however its labels were given.
        let sorted = used.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return "\(metric)|ST[\(sorted.map { "\(encoded($0.name)):\(encoded($0.value))" }.joined(separator: ","))]"
    }

    private static func encoded(_ text: String) -> String {
        guard text.utf8.allSatisfy(isPlain) else { return "b\"\(Base64.encode(Array(text.utf8)))\"" }
        return text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "/"):
            true
        default:
            false
        }
    }
}
