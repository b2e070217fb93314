/// The rules of Foundation's `convertToSnakeCase` and `convertFromSnakeCase`.
///
/// Source: https://github.com/swiftlang/swift-foundation/blob/main/Sources/FoundationEssentials/JSON/JSONEncoder.swift
enum SnakeCase {
    /// `oneTwoThree` to `one_two_three`, `myURLProperty` to `my_url_property`.
    static func encode(_ key: String) -> String {
        guard !key.isEmpty else { return key }
        var words: [Substring] = []
        var wordStart = key.startIndex
        var rest = key.dropFirst()
        while let capital = rest.firstIndex(where: \.isUppercase) {
            words.append(key[wordStart..<capital])
            rest = key[capital...]
            guard let lowercase = rest.firstIndex(where: \.isLowercase) else {
                wordStart = capital
                break
            }
            if lowercase == key.index(after: capital) {
                wordStart = capital
            } else {
                // Several capitals: all but the last are a word of their own.
                let lastCapital = key.index(before: lowercase)
                words.append(key[capital..<lastCapital])
                wordStart = lastCapital
            }
            rest = key[key.index(after: lowercase)...]
        }
        words.append(key[wordStart...])
        return words.map { $0.lowercased() }.joined(separator: "_")
    }

    /// `one_two_three` to `oneTwoThree`; underscores at the start and at the end stay.
    static func decode(_ key: String) -> String {
        guard
            let first = key.firstIndex(where: { $0 != "_" }),
            let last = key.lastIndex(where: { $0 != "_" })
        else { return key }
        let words = key[first...last].split(separator: "_")
        guard words.count > 1 else { return key }
        let joined = words[0].lowercased() + words.dropFirst().map(capitalize).joined()
        return String(key[..<first]) + joined + String(key[key.index(after: last)...])
    }

    /// Every letter after something else than a letter is a capital: `1st` becomes `1St`.
    private static func capitalize(_ word: Substring) -> String {
        var capitalized = ""
        var isInside = false
        for character in word {
            capitalized += isInside ? character.lowercased() : character.uppercased()
            isInside = character.isLetter
        }
        return capitalized
    }
}
