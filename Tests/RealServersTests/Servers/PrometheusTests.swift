import Testing

@testable import RealServers

@Suite(.requires(.prometheus))
struct PrometheusTests {
    @Test("tells which targets are up, and answers a query")
    func scrapesItself() async throws {
        let nobody = try FreePorts.tcp()
        try await withServer(Prometheus.self, options: .init(scraping: [nobody])) { prometheus in
            let targets = try await eventually("the first scrape is over") {
                let targets = try await prometheus.targets()
                return targets.contains { $0.health != "unknown" } ? targets : nil
            }
            #expect(targets.map(\.health) == ["down"])
            #expect(targets.first?.url == "http://127.0.0.1:\(nobody)/metrics")
            #expect(targets.first?.lastError.contains("connection refused") == true)
            let up = try await prometheus.query("up")
            #expect(up.map(\.value) == [0])
            #expect(up.first?.labels["job"] == "martlet")
            await #expect(throws: ServerError.self) { try await prometheus.query("up{") }
        }
    }

    @Test("scrapes a page, and gives values, exemplars and metadata back")
    func exemplars() async throws {
        let page = """
            # HELP took_seconds How long.
            # TYPE took_seconds histogram
            # UNIT took_seconds seconds
            took_seconds_bucket{le="0.5"} 1 # {trace_id="ab"} 0.25
            took_seconds_bucket{le="+Inf"} 2
            took_seconds_count 2
            took_seconds_sum 1.5
            # EOF

            """
        let type = "application/openmetrics-text; version=1.0.0; charset=utf-8"
        let app = try RecordingHTTPServer(answer: .init(fields: [("Content-Type", type)], body: page))
        try await withServer(Prometheus.self, options: .init(scraping: [app.port], path: "/page")) { prometheus in
            let exemplars = try await eventually("the exemplar was scraped") {
                let exemplars = try await prometheus.exemplars("took_seconds_bucket")
                return exemplars.isEmpty ? nil : exemplars
            }
            #expect(exemplars.first?.labels == ["trace_id": "ab"])
            #expect(exemplars.first?.value == 0.25)
            #expect(exemplars.first?.series["le"] == "0.5")
            let sum = try await prometheus.query("took_seconds_sum")
            #expect(sum.map(\.value) == [1.5])
            #expect(try await prometheus.targets().map(\.lastError) == [""])
            let metadata = Prometheus.Metadata(type: "histogram", help: "How long.", unit: "seconds")
            #expect(try await prometheus.metadata()["took_seconds"] == metadata)
            #expect(app.requests.first?.path == "/page")
        }
    }

    @Test("starts again with its data after a crash")
    func restart() async throws {
        try await withServer(Prometheus.self) { prometheus in
            await prometheus.kill()
            #expect(!prometheus.isRunning)
            try await prometheus.start()
            #expect(try await prometheus.query("vector(1)").map(\.value) == [1])
        }
    }
}
