import MartletMetrics
import MartletTesting
import Testing

@testable import MartletStatsD

/// The public grammar: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
@Suite struct DogStatsDReportTests {
    private func line(_ event: DogStatsDEvent, _ labels: [MetricLabel] = []) -> String {
        String(decoding: DogStatsDReport.line(event, now: 1_700_000_000, labels: labels), as: UTF8.self)
    }

    private func line(_ check: DogStatsDServiceCheck, _ labels: [MetricLabel] = []) -> String {
        String(decoding: DogStatsDReport.line(check, now: 1_700_000_000, labels: labels), as: UTF8.self)
    }

    @Test func theShortestEvent() {
        #expect(line(DogStatsDEvent("title", text: "text")) == "_e{5,4}:title|text|d:1700000000\n")
        #expect(line(DogStatsDEvent("title")) == "_e{5,0}:title||d:1700000000\n")
    }

    @Test func allFieldsOfAnEvent() {
        let event = DogStatsDEvent(
            "An exception occurred",
            text: "Cannot parse CSV file from 10.0.0.17",
            timestamp: 1_600_000_000,
            hostname: "web|1",
            aggregationKey: "csv",
            priority: .low,
            sourceType: "parser",
            alertType: .warning,
            tags: [MetricLabel(name: "err_type", value: "bad_file"), MetricLabel(name: "urgent", value: "")]
        )
        #expect(
            line(event, [MetricLabel(name: "env", value: "test")])
                == "_e{21,36}:An exception occurred|Cannot parse CSV file from 10.0.0.17|d:1600000000|h:web_1|k:csv"
                + "|p:low|s:parser|t:warning|#env:test,err_type:bad_file,urgent\n"
        )
    }

    /// Lengths are bytes of what is sent.
    @Test func lengthsAreBytes() {
        #expect(line(DogStatsDEvent("é", text: "a\nb")) == "_e{2,4}:é|a\\nb|d:1700000000\n")
        #expect(line(DogStatsDEvent("a|b", text: "c|d\r\n\u{1}")) == "_e{3,6}:a|b|c|d\\n_|d:1700000000\n")
        #expect(line(DogStatsDEvent("t", priority: .normal, alertType: .error)).hasSuffix("|p:normal|t:error\n"))
        #expect(line(DogStatsDEvent("t", alertType: .info)).hasSuffix("|t:info\n"))
        #expect(line(DogStatsDEvent("t", alertType: .success)).hasSuffix("|t:success\n"))
    }

    @Test func serviceChecks() {
        #expect(line(DogStatsDServiceCheck("db", .ok)) == "_sc|db|0|d:1700000000\n")
        #expect(line(DogStatsDServiceCheck("db", .warning)) == "_sc|db|1|d:1700000000\n")
        #expect(line(DogStatsDServiceCheck("db", .unknown)) == "_sc|db|3|d:1700000000\n")
        let check = DogStatsDServiceCheck(
            "Redis|connection",
            .critical,
            timestamp: 5,
            hostname: "h",
            tags: [MetricLabel(name: "redis", value: "10.0.0.16:6379")],
            message: "timed out|after 10 s\nm: none, m:\u{301}"
        )
        #expect(
            line(check, [MetricLabel(name: "env", value: "test")])
                == "_sc|Redis_connection|2|d:5|h:h|#env:test,redis:10.0.0.16:6379|m:timed out|after 10 s\\nm\\: none, m\\:\u{301}\n"
        )
    }

    /// A reader that goes by the lengths finds what was said, whatever it is; a report is one line.
    @Test func anyTextIsRead() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let title = random.string(of: "ab|{}:,\n\r#é🦉\\", count: 0...12)
            let text = random.string(of: "ab|{}:,\n\r#é🦉\\", count: 0...12)
            let bytes = DogStatsDReport.line(DogStatsDEvent(title, text: text), now: 7, labels: [])
            #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
            let brace = try #require(bytes.firstIndex(of: UInt8(ascii: "}")))
            let lengths = String(decoding: bytes[3..<brace], as: UTF8.self).split(separator: ",").compactMap { Int($0) }
            try #require(lengths.count == 2)
            let start = brace + 2
            let readTitle = String(decoding: bytes[start..<start + lengths[0]], as: UTF8.self)
            let textStart = start + lengths[0] + 1
            let readText = String(decoding: bytes[textStart..<textStart + lengths[1]], as: UTF8.self)
            #expect(Array(readTitle.utf8) == sent(title))
            #expect(Array(readText.utf8) == sent(text))
            #expect(String(decoding: bytes[(textStart + lengths[1])...], as: UTF8.self) == "|d:7\n")
        }
    }

    private func sent(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte in
            switch byte {
            case UInt8(ascii: "\r"): [UInt8]()
            case UInt8(ascii: "\n"): Array("\\n".utf8)
            default: [byte]
            }
        }
    }
}
