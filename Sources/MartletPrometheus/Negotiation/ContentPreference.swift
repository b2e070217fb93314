/// A field such as `Accept`: what somebody takes, and how much they like it.
///
/// Source: RFC 9110, section 12.5.
struct ContentPreference {
    struct Choice {
        let name: Substring
        let parameters: [(name: Substring, value: Substring)]
        let quality: Double

        func isNamed(_ other: String) -> Bool { name.lowercased() == other }

        /// The value of a parameter, without quotes.
        func value(of parameter: String) -> String? {
            guard let value = parameters.first(where: { $0.name.lowercased() == parameter })?.value else { return nil }
            let isQuoted = value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            return String(isQuoted ? value.dropFirst().dropLast() : value)
        }
    }

    let choices: [Choice]

    /// How many choices are read; a longer list is somebody's joke.
    private static let maximumChoices = 64

    init(_ field: String?) {
        choices = (field ?? "").split(separator: ",", maxSplits: Self.maximumChoices).prefix(Self.maximumChoices)
            .compactMap(Self.choice)
    }

    private static func choice(_ text: Substring) -> Choice? {
        let parts = text.split(separator: ";", maxSplits: 16).map(Self.trimmed)
        guard let name = parts.first, !name.isEmpty else { return nil }
        var parameters: [(Substring, Substring)] = []
        var quality = 1.0
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            guard pair.count == 2 else { continue }
            if pair[0] == "q" || pair[0] == "Q" {
                quality = Double(pair[1]).map { $0.isFinite ? min(max($0, 0), 1) : 0 } ?? 0
            } else {
                parameters.append((pair[0], pair[1]))
            }
        }
        return Choice(name: name, parameters: parameters, quality: quality)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    /// Whether a coding is taken. What is not named is taken if everything else is.
    func accepts(_ name: String) -> Bool {
        if let choice = choices.first(where: { $0.isNamed(name) }) { return choice.quality > 0 }
        return choices.contains { $0.name == "*" && $0.quality > 0 }
    }
}
