import Testing

@testable import MartletHTTP1

@Suite struct SectionSearchTests {
    /// How often a section is parsed that arrives one byte at a time, and never ends before its last byte.
    private func attempts(_ bytes: [UInt8], limit: Int = .max) -> [Int] {
        var search = SectionSearch()
        var attempts: [Int] = []
        for count in 1...bytes.count {
            let section = bytes.span.extracting(first: count).bytes
            if search.isWorthParsing(section, limit: limit) {
                attempts.append(count)
                search.noteIncomplete(section)
            }
        }
        return attempts
    }

    @Test func anEndlessLineIsParsedWhenItHasDoubled() {
        let bytes = [UInt8](repeating: 0x78, count: 65_535)
        #expect(attempts(bytes) == (0..<16).map { 1 << $0 })
    }

    @Test func endlessLinesAreParsedWhenTheyHaveDoubled() {
        let bytes = String(repeating: "X: y\r\n", count: 1000).bytes
        #expect(attempts(bytes) == (0..<13).map { 1 << $0 })
    }

    @Test func theEndIsSeen() {
        let bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".bytes
        #expect(attempts(bytes) == [1, 2, 4, 8, 16, bytes.count])
    }

    @Test func anEmptyLineBeforeIsNoEnd() {
        #expect(attempts("\r\nGET /a".bytes) == [1, 2, 4, 8])
        #expect(attempts("\r\n\r\n\r\n".bytes) == [1, 2, 4, 6])
    }

    @Test func aBareLineFeedIsSeen() {
        #expect(attempts("GET / HTTP/1.1\nHo".bytes) == [1, 2, 4, 8, 15])
    }

    @Test func theLimitIsSeen() {
        #expect(attempts([UInt8](repeating: 0x78, count: 12), limit: 10) == [1, 2, 4, 8, 10, 11, 12])
    }
}
