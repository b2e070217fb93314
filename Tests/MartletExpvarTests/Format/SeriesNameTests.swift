import MartletTesting
import Testing

@testable import MartletExpvar

@Suite struct SeriesNameTests {
    @Test func names() {
        #expect(SeriesName.make("requests", labels: []) == "requests")
        #expect(SeriesName.make("latency", labels: [], suffix: ".p50") == "latency.p50")
        #expect(
            SeriesName.make("requests", labels: [("method", "GET"), ("code", "200")]) == "requests{code=200,method=GET}"
        )
        #expect(SeriesName.make("latency", labels: [("a", "b")], suffix: ".p99") == "latency.p99{a=b}")
        #expect(SeriesName.make("m", labels: [("a", #"1,b=2}\"#)]) == #"m{a=1\,b\=2\}\\}"#)
        #expect(SeriesName.make("m", labels: [("a", "é,🦉")]) == #"m{a=é\,🦉}"#)
    }

    /// Two series have two names.
    @Test func namesAreUnique() {
        var random = SeededGenerator(seed: 3)
        var seen: [String: [String]] = [:]
        for _ in 0..<5_000 {
            func text() -> String { random.string(of: "a,=}\\", count: 1...3) }
            let labels = [(name: "x" + text(), value: text()), (name: "y" + text(), value: text())]
            let identity = labels.flatMap { [$0.name, $0.value] }
            let name = SeriesName.make("m", labels: labels)
            if let other = seen[name] { #expect(other == identity) }
            seen[name] = identity
        }
    }
}
