import CoreMetrics
import MartletMetrics
import MartletTesting
import Testing

@testable import MartletPrometheus

@Suite struct EscapingTests {
    /// Reads a line by the rules of the format, strictly.
    private func parse(_ line: String) -> (name: String, labels: [String: String], value: String)? {
        var rest = Array(line.unicodeScalars)[...]
        func name() -> String {
            let found = rest.prefix {
                $0.properties.isAlphabetic && $0.isASCII || $0 == "_" || ("0"..."9").contains($0)
            }
            rest = rest.dropFirst(found.count)
            return String(String.UnicodeScalarView(found))
        }
        func take(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == scalar else { return false }
            rest = rest.dropFirst()
            return true
        }
        let metric = name()
        var labels: [String: String] = [:]
        if take("{") {
            repeat {
                let label = name()
                guard take("="), take("\"") else { return nil }
                var value = String.UnicodeScalarView()
                while let scalar = rest.popFirst(), scalar != "\"" {
                    guard scalar == "\\" else {
                        value.append(scalar)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    default: return nil
                    }
                }
                labels[label] = String(value)
            } while take(",")
            guard take("}") else { return nil }
        }
        guard take(" ") else { return nil }
        return (metric, labels, String(String.UnicodeScalarView(rest)))
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func anyValueOfALabelIsReadBackTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = "ab\"\\n {},=#é€🐦\u{2028}\u{85}e\u{301}"
        for _ in 0..<500 {
            let metrics = PrometheusMetrics.plain()
            var labels: [String: String] = [:]
            for number in 0..<Int.random(in: 0...4, using: &random) {
                labels["l\(number)"] = random.string(of: alphabet, count: 1...12)
            }
            metrics.makeCounter(label: "c", dimensions: labels.map { ($0, $1) }).increment(by: 4)
            let lines = metrics.lines
            #expect(lines.count == 1)
            let parsed = parse(lines[0])
            #expect(parsed?.name == "c")
            #expect(parsed?.value == "4")
            #expect(parsed?.labels.mapValues { Array($0.utf8) } == labels.mapValues { Array($0.utf8) })
        }
    }

    @Test func lineEndsBecomeSpacesInValuesAndAreEscapedInHelp() {
        let metrics = PrometheusMetrics.plain()
        metrics.describe("c", help: "a\nb \"c\" \\d")
        metrics.makeCounter(label: "c", dimensions: [("l", "a\nb")]).increment(by: 1)
        #expect(metrics.text == "# HELP c a\\nb \"c\" \\\\d\n# TYPE c counter\nc{l=\"a b\"} 1\n")
    }
}
