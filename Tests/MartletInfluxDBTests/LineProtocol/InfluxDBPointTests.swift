import MartletTesting
import Testing

@testable import MartletInfluxDB

@Suite struct InfluxDBPointTests {
    private func line(
        _ measurement: String = "m",
        tags: [(name: String, value: String)] = [],
        fields: [(name: String, value: Double)] = [("value", 1)],
        timestamp: Int64 = 1_700_000_000_000_000_000
    ) -> String? {
        InfluxDBPoint(measurement: measurement, tags: tags, fields: fields).line(timestamp: timestamp)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func shapesOfGoKit() {
        #expect(
            line("influx_counter", tags: [("a", "b")], fields: [("count", 60)])
                == "influx_counter,a=b count=60 1700000000000000000"
        )
        #expect(line("n", tags: [("k", "v")], fields: [("value", 12)]) == "n,k=v value=12 1700000000000000000")
        #expect(
            line(
                "influx_histogram",
                tags: [("foo", "alpha"), ("error", "true")],
                fields: [("p50", 10), ("p90", 50), ("p95", 50), ("p99", 50)]
            ) == "influx_histogram,error=true,foo=alpha p50=10,p90=50,p95=50,p99=50 1700000000000000000"
        )
    }

    @Test func tagsAreSortedByTheBytesOfTheirNames() {
        #expect(
            line(tags: [("b", "1"), ("a", "2"), ("é", "3"), ("Z", "4"), ("aa", "5")], timestamp: 5)
                == "m,Z=4,a=2,aa=5,b=1,é=3 value=1 5"
        )
    }

    @Test func emptyTagsAreLeftOut() {
        #expect(
            line(tags: [("a", ""), ("", "b"), ("c", "\\"), ("\\", "d"), ("e", "f")], timestamp: 0) == "m,e=f value=1 0"
        )
        #expect(line(tags: [("a", "")], timestamp: -1) == "m value=1 -1")
    }

    @Test func theLastOfEqualTagsWins() {
        #expect(line(tags: [("a", "1"), ("b", "2"), ("a", "3")], timestamp: 0) == "m,a=3,b=2 value=1 0")
    }

    @Test func reservedTagsGetAnotherName() {
        #expect(
            line(tags: [("time", "1"), ("_field", "2"), ("_measurement", "3"), ("times", "4")], timestamp: 0)
                == "m,_field_=2,_measurement_=3,time_=1,times=4 value=1 0"
        )
    }

    @Test(arguments: [
        ("a b", "a\\ b"), ("a,b", "a\\,b"), ("a=b", "a=b"), ("a\"b", "a\"b"), ("a\\b", "a\\b"), ("a\\ b", "a\\\\ b"),
        ("a\nb", "a\\nb"), ("a\r\n\tb", "a\\r\\n\\tb"), ("a\u{0}\u{1B}b\u{7F}", "a__b_"), ("a\\\\", "a"), ("#a", "_a"),
        ("a#", "a#"),
        ("#", "_"), ("Straße", "Straße"),
    ])
    func measurementsAreEscaped(measurement: String, escaped: String) {
        #expect(line(measurement, timestamp: 0) == "\(escaped) value=1 0")
    }

    @Test(arguments: [
        ("a b", "a\\ b"), ("a,b", "a\\,b"), ("a=b", "a\\=b"), ("a\"b", "a\"b"), ("a\\b", "a\\b"), ("a\\,b", "a\\\\,b"),
        ("a\nb", "a\\nb"), ("a\u{0}", "a_"), ("a\\", "a"), ("#a", "#a"), ("🦉", "🦉"),
    ])
    func tagsAndFieldNamesAreEscaped(text: String, escaped: String) {
        #expect(line(tags: [(text, "v")], timestamp: 0) == "m,\(escaped)=v value=1 0")
        #expect(line(tags: [("k", text)], timestamp: 0) == "m,k=\(escaped) value=1 0")
        #expect(line(fields: [(text, 1)], timestamp: 0) == "m \(escaped)=1 0")
    }

    @Test func withoutANameThereIsNoLine() {
        #expect(line("") == nil)
        #expect(line("\\") == nil)
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (60, "60"), (-3, "-3"), (0.5, "0.5"), (0.1, "0.1"), (1e15, "1000000000000000"),
        (1e16, "1e+16"), (9_007_199_254_740_991, "9007199254740991"),
        (1e21, "1e+21"), (1.5e-7, "1.5e-07"), (.leastNonzeroMagnitude, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ])
    func numbers(number: Double, text: String) {
        #expect(line(fields: [("v", number)], timestamp: 0) == "m v=\(text) 0")
    }

    @Test func whatIsNoFiniteNumberIsLeftOut() {
        #expect(line(fields: [("a", .nan), ("b", 2), ("c", .infinity)], timestamp: 0) == "m b=2 0")
        #expect(line(fields: [("a", -.infinity)]) == nil)
        #expect(line(fields: []) == nil)
    }

    /// Whatever the names, a line is one line with as many unescaped separators as its parts need.
    @Test func noTextBreaksALine() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<2_000 {
            func text() -> String { random.string(of: "a ,=\"\\\n\r\t\u{0}#é", count: 0...6) }
            let point = InfluxDBPoint(
                measurement: text(),
                tags: [(text(), text()), (text(), text())],
                fields: [("f", 1)]
            )
            guard let bytes = point.line(timestamp: 7) else { continue }
            #expect(!bytes.contains { $0 < 0x20 })
            #expect(bytes.suffix(6).elementsEqual(" f=1 7".utf8), "\(String(decoding: bytes, as: UTF8.self))")
            var previous = UInt8(ascii: " ")
            var spaces = 0
            for byte in bytes {
                if byte == UInt8(ascii: " "), previous != UInt8(ascii: "\\") { spaces += 1 }
                previous = byte
            }
            #expect(spaces == 2, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
