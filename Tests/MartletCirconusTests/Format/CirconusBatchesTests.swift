import MartletJSON
import MartletTesting
import Testing

@testable import MartletCirconus

@Suite struct CirconusBatchesTests {
    private func batches(milliseconds: Int64? = nil, maximumMetrics: Int = 100, maximumBytes: Int = 10_000)
        -> CirconusBatches
    {
        CirconusBatches(milliseconds: milliseconds, maximumMetrics: maximumMetrics, maximumBytes: maximumBytes)
    }

    private func texts(_ batches: [CirconusBatches.Batch]) -> [String] {
        batches.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func numbersAndHistograms() {
        var batches = batches()
        batches.append("requests", number: 12)
        batches.append("load", number: 0.25)
        var histogram = CirconusHistogram()
        for value in [1.0, 1, 1, 0.025] { histogram.record(value) }
        batches.append("latency", histogram: histogram)
        batches.append("unused", histogram: CirconusHistogram())
        let finished = batches.finish()
        #expect(
            texts(finished) == [
                #"{"requests":{"_type":"n","_value":12},"load":{"_type":"n","_value":0.25},"#
                    + #""latency":{"_type":"n","_value":["H[2.5e-02]=1","H[1.0e+00]=3"]}}"#
            ]
        )
        #expect(finished[0].metrics == 3)
        #expect(batches.refused == 0)
    }

    @Test func timestamps() {
        var batches = batches(milliseconds: 1_700_000_000_123)
        batches.append("a", number: 1)
        #expect(texts(batches.finish()) == [#"{"a":{"_ts":1700000000123,"_type":"n","_value":1}}"#])
    }

    @Test func streamTags() {
        #expect(StreamTags.name("m", tags: []) == "m")
        #expect(StreamTags.name("m", tags: [("b", "2"), ("a", "1")]) == "m|ST[a:1,b:2]")
        #expect(StreamTags.name("m", tags: [("route", "/upper-case_1.0")]) == "m|ST[route:/upper-case_1.0]")
        #expect(StreamTags.name("m", tags: [("a b", "c,d")]) == #"m|ST[b"YSBi":b"Yyxk"]"#)
        #expect(StreamTags.name("m", tags: [("a", ""), ("", "b")]) == "m")
        #expect(StreamTags.name("m", tags: [("k", "é")]) == #"m|ST[k:b"w6k="]"#)
    }

    @Test func namesAreEscaped() {
        var batches = batches()
        batches.append("a\"b\\c\n\u{1}é", number: -0.0)
        #expect(texts(batches.finish()) == [#"{"a\"b\\c\u000a\u0001é":{"_type":"n","_value":0}}"#])
    }

    @Test func boundedInMetrics() {
        var batches = batches(maximumMetrics: 2)
        for number in 0..<5 { batches.append("m\(number)", number: 1) }
        #expect(batches.finish().map(\.metrics) == [2, 2, 1])
        #expect(batches.finish().isEmpty)
    }

    @Test func boundedInBytes() {
        var batches = batches(maximumBytes: 60)
        for number in 0..<5 { batches.append("m\(number)", number: 1) }
        batches.append(String(repeating: "x", count: 40), number: 1)
        let finished = batches.finish()
        #expect(finished.allSatisfy { $0.bytes.count <= 60 })
        #expect(finished.map(\.metrics) == [1, 1, 1, 1, 1])
        #expect(batches.refused == 1)
        // {"m0":{"_type":"n","_value":1}} has 31 bytes, and 30 more with a comma for the second.
        var exact = self.batches(maximumBytes: 61)
        for number in 0..<4 { exact.append("m\(number)", number: 1) }
        #expect(exact.finish().map(\.bytes.count) == [61, 61])
    }

    @Test func whatIsNoNumberIsLeftOut() {
        var batches = batches()
        batches.append("a", number: .nan)
        batches.append("b", number: .infinity)
        #expect(batches.finish().isEmpty)
        #expect(batches.refused == 2)
    }

    /// Whatever the names, a batch is JSON.
    @Test func everyBatchIsJSON() throws {
        var random = SeededGenerator(seed: 17)
        for _ in 0..<500 {
            var batches = batches(maximumMetrics: 3)
            var names: Set<String> = []
            for _ in 0..<5 {
                let label = (
                    name: random.string(of: "a\"\\,:]|", count: 0...3),
                    value: random.string(of: "b \"]é\u{1}", count: 0...3)
                )
                let name = StreamTags.name(random.string(of: "m\"\\\n\u{0}é🦉{", count: 1...6), tags: [label])
                if names.insert(name).inserted {
                    batches.append(name, number: Double.random(in: -1e30...1e30, using: &random))
                }
            }
            var found: Set<String> = []
            for batch in batches.finish() {
                found.formUnion(try JSONCodec().decode([String: Member].self, from: batch.bytes).keys)
            }
            #expect(found == names)
        }
    }

    private struct Member: Decodable {
        let _type: String
        let _value: Double
    }
}
