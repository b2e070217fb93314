import Testing

@testable import MartletExpvar

@Suite struct ExpvarEntriesTests {
    private func page(_ entries: ExpvarEntries, size: Int = 4_096) -> String {
        var entries = entries
        entries.sort()
        var text = ""
        var next: Int? = 0
        while let first = next {
            let part = entries.part(from: first, size: size)
            text += String(decoding: part.bytes, as: UTF8.self)
            next = part.next
        }
        return text
    }

    @Test func theLayoutOfGo() {
        var entries = ExpvarEntries()
        entries.append("f", .number(12.5))
        entries.append("cmdline", .json(Array(#"["/tmp/main"]"#.utf8)))
        entries.append("B", .number(1))
        #expect(page(entries) == "{\n\"B\": 1,\n\"cmdline\": [\"/tmp/main\"],\n\"f\": 12.5\n}\n")
    }

    @Test func nothingAtAll() {
        #expect(page(ExpvarEntries()) == "{\n\n}\n")
    }

    @Test func theFirstOfEqualNamesStays() {
        var entries = ExpvarEntries()
        entries.append("b", .number(1))
        entries.append("a", .number(2))
        entries.append("b", .number(3))
        entries.append("a", .number(4))
        #expect(page(entries) == "{\n\"a\": 2,\n\"b\": 1\n}\n")
    }

    @Test func namesAreBytesAndNotCharacters() {
        var entries = ExpvarEntries()
        entries.append("e\u{301}", .number(1))
        entries.append("\u{E9}", .number(2))
        #expect(page(entries) == "{\n\"e\u{301}\": 1,\n\"\u{E9}\": 2\n}\n")
    }

    @Test(arguments: [1, 10, 33, 1_000_000])
    func partsMakeUpThePage(size: Int) {
        var entries = ExpvarEntries()
        for number in 0..<100 { entries.append("metric\(number)", .number(Double(number))) }
        #expect(page(entries, size: size) == page(entries))
        entries.sort()
        // A part goes over its size by one entry at most.
        #expect(entries.part(from: 0, size: size).bytes.count <= max(size + 20, 3_000))
    }
}
