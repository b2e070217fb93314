import MartletTesting
import Testing

@testable import MartletMetrics

@Suite struct LabelRulesTests {
    @Test(arguments: [
        ("plain", 10, "plain", false), ("", 10, "", false), ("exactly", 7, "exactly", false),
        ("exactly", 6, "exactl", true), ("a\nb\tc\u{7F}d\0", 20, "a b c d ", true), ("é", 2, "é", false),
        ("é", 1, "", true), ("aé", 2, "a", true), ("a€b", 3, "a", true), ("a€b", 4, "a€", true), ("a🐦", 4, "a", true),
        ("\r\nx", 3, "  x", true), ("abc", 0, "", true),
    ]) func cleaning(text: String, limit: Int, expected: String, isChanged: Bool) {
        let cleaned = LabelRules.cleaned(text, upTo: limit)
        #expect(cleaned.text == expected)
        #expect(cleaned.isChanged == isChanged)
    }

    @Test func anythingBecomesValidAndStaysSo() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let text = random.string(of: "ab \n\r\0\u{7F}\u{85}é€🐦e\u{301}👩‍👩‍👧\"\\{}", count: 0...20)
            let limit = Int.random(in: 0...30, using: &random)
            let (cleaned, isChanged) = LabelRules.cleaned(text, upTo: limit)
            #expect(cleaned.utf8.count <= limit)
            #expect(cleaned.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
            #expect(!cleaned.unicodeScalars.contains("\u{FFFD}"))
            #expect(isChanged || cleaned == text)
            #expect(LabelRules.cleaned(cleaned, upTo: limit) == (cleaned, false))
        }
    }
}
