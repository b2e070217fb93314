import Testing

@testable import RealServers

@Suite(.requires(.openMetricsParser))
struct OpenMetricsParserTests {
    @Test("gives families, samples and exemplars")
    func parses() async throws {
        let page = """
            # HELP took_seconds How long.
            # TYPE took_seconds histogram
            # UNIT took_seconds seconds
            took_seconds_bucket{path="/\\"\\n",le="0.5"} 1 # {trace_id="ab"} 0.25 1700000000.5
            took_seconds_bucket{path="/\\"\\n",le="+Inf"} 2
            took_seconds_count{path="/\\"\\n"} 2
            took_seconds_sum{path="/\\"\\n"} 1.5
            # TYPE big gauge
            big +Inf 1700000000
            # EOF

            """
        let families = try await OpenMetricsParser.parse(page)
        #expect(families.map(\.name) == ["took_seconds", "big"])
        #expect(families.map(\.type) == ["histogram", "gauge"])
        #expect(families[0].help == "How long.")
        #expect(families[0].unit == "seconds")
        let first = OpenMetricsParser.Sample(
            name: "took_seconds_bucket",
            labels: ["path": "/\"\n", "le": "0.5"],
            value: 1,
            time: nil,
            exemplar: .init(labels: ["trace_id": "ab"], value: 0.25, time: 1_700_000_000.5)
        )
        #expect(families[0].samples.first == first)
        #expect(families[0].samples.count == 4)
        #expect(families[1].samples.map(\.value) == [.infinity])
        #expect(families[1].samples.map(\.time) == [1_700_000_000])
    }

    @Test("refuses a page that is none", arguments: ["a 1\n", "# TYPE a histogram\na_bucket{le=\"1\"} 1\n# EOF\n"])
    func refuses(page: String) async throws {
        await #expect(throws: ServerError.self) { try await OpenMetricsParser.parse(page) }
    }
}
