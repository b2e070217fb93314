import Testing

@testable import MartletInfluxDB

@Suite struct LineBatchesTests {
    private func batches(_ lines: [String], maximumLines: Int = 1_000, maximumBytes: Int = 1_000) -> ([String], Int) {
        var batches = LineBatches(maximumLines: maximumLines, maximumBytes: maximumBytes)
        for line in lines { batches.append(Array(line.utf8)) }
        let finished = batches.finish()
        for batch in finished {
            #expect(batch.bytes.count <= maximumBytes)
            #expect(batch.lines <= max(maximumLines, 1))
            #expect(batch.lines == batch.bytes.count { $0 == UInt8(ascii: "\n") })
        }
        return (finished.map { String(decoding: $0.bytes, as: UTF8.self) }, batches.oversized)
    }

    @Test func oneBatchIfTheyFit() {
        #expect(batches(["a", "b"]).0 == ["a\nb\n"])
        #expect(batches([]).0.isEmpty)
    }

    @Test func boundedInLines() {
        #expect(batches(["a", "b", "c", "d", "e"], maximumLines: 2).0 == ["a\nb\n", "c\nd\n", "e\n"])
        #expect(batches(["a", "b"], maximumLines: 0).0 == ["a\n", "b\n"])
    }

    @Test func boundedInBytes() {
        #expect(batches(["aa", "bb", "cc"], maximumBytes: 6).0 == ["aa\nbb\n", "cc\n"])
        #expect(batches(["aa", "bb"], maximumBytes: 5).0 == ["aa\n", "bb\n"])
    }

    @Test func aLineThatFitsNowhereIsLeftOutAndCounted() {
        let (texts, oversized) = batches(["aaaa", "bb", "cccc"], maximumBytes: 4)
        #expect(texts == ["bb\n"])
        #expect(oversized == 2)
    }

    @Test func finishingTwiceGivesNothingTwice() {
        var batches = LineBatches(maximumLines: 2, maximumBytes: 10)
        batches.append(Array("a".utf8))
        #expect(batches.finish().count == 1)
        #expect(batches.finish().isEmpty)
    }
}
