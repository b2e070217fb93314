import CoreMetrics
import MartletMetrics
import MartletPrometheus
import RealServers
import Testing

/// What Prometheus, promtool and the parser of prometheus_client say about our pages.
@Suite struct PrometheusServerTests {
    private let metrics = PrometheusMetrics(
        .init {
            $0.registry.exemplar = { [MetricLabel(name: "trace_id", value: "0af7651916cd43dd8448eb211c80319c")] }
            $0.registry.globalLabels = [MetricLabel(name: "zone", value: "eu")]
            $0.registry.maximumSeriesPerMetric = 2
        }
    )

    private let overflowing = ["1", "2", "3"]
    private let nasty = "\"quoted\" back\\slash {a=\"b\",} #é€🐦 \\n"

    init() {
        metrics.describe("requests", help: "Requests \"done\" \\ so\nfar.")
        metrics.describe("payload.bytes", help: "Size.", unit: "bytes", distribution: .buckets([10, 100, 1_000]))
        metrics.describe("wait", help: "Waiting.", distribution: .quantiles(over: .sliding()))
        metrics.makeCounter(label: "requests", dimensions: [("path", nasty)]).increment(by: 3)
        metrics.makeFloatingPointCounter(label: "cost", dimensions: []).increment(by: 0.125)
        metrics.makeMeter(label: "temperature", dimensions: [("room", "1")]).set(-1.5)
        let sizes = metrics.makeRecorder(label: "payload.bytes", dimensions: [], aggregate: true)
        for size in [5.0, 50, 500, 5_000] { sizes.record(size) }
        metrics.makeTimer(label: "wait", dimensions: []).recordNanoseconds(250_000_000)
        metrics.makeTimer(label: "call", dimensions: []).recordNanoseconds(30_000_000)
        // What strict readers do not like: too many series, an empty value, numbers below zero, odd names.
        for user in overflowing { metrics.makeCounter(label: "logins", dimensions: [("user", user)]).increment(by: 1) }
        metrics.makeMeter(label: "temperature", dimensions: [("room", "")]).set(7.0)
        metrics.describe("below", help: "Below zero.", distribution: .buckets([-10, 10]))
        metrics.describe("deep", help: "Below zero.", distribution: .buckets([10]))
        metrics.describe("depth", help: "Below zero.", distribution: .quantiles(over: .sliding()))
        for name in ["below", "deep", "depth"] {
            metrics.makeRecorder(label: name, dimensions: [], aggregate: true).record(-3.5)
        }
        metrics.makeCounter(label: ".total", dimensions: []).increment(by: 1)
        metrics.makeMeter(label: "requests_created", dimensions: []).set(1.0)
    }

    /// A page for whoever asks, as an HTTP server would answer.
    private func serve() throws -> RecordingHTTPServer {
        try RecordingHTTPServer { [metrics] request in
            let page = metrics.page(accept: request.fields["Accept"], acceptEncoding: request.fields["Accept-Encoding"])
            var fields = [("Content-Type", page.contentType)]
            if let encoding = page.contentEncoding { fields.append(("Content-Encoding", encoding)) }
            var answer = RecordingHTTPServer.Answer(status: 200, fields: fields)
            answer.body = page.body
            return answer
        }
    }

    @Test(.requires(.prometheus)) func prometheusScrapesAndKeepsWhatWeCounted() async throws {
        let page = try serve()
        defer { page.stop() }
        try await withServer(Prometheus.self, options: Prometheus.Options(scraping: [page.port])) {
            server async throws in
            try await eventually("the page is scraped") { try await server.query("requests_total").count == 1 }
            let targets = try await server.targets()
            #expect(targets.map(\.health) == ["up"])
            #expect(targets.map(\.lastError) == [""])

            let requests = try await server.query("requests_total")
            #expect(requests.map(\.value) == [3])
            #expect(requests.first?.labels["path"] == nasty)
            #expect(requests.first?.labels["zone"] == "eu")
            #expect(try await server.query("cost_total").map(\.value) == [0.125])
            #expect(try await server.query("temperature{room=\"1\"}").map(\.value) == [-1.5])
            #expect(try await server.query("temperature{room=\"\"}").map(\.value) == [7])
            #expect(try await server.query("logins_total{otel_metric_overflow=\"true\"}").map(\.value) == [1])
            #expect(try await server.query("payload_bytes_sum").map(\.value) == [5_555])
            #expect(try await server.query("payload_bytes_bucket{le=\"+Inf\"}").map(\.value) == [4])
            #expect(try await server.query("payload_bytes_bucket{le=\"100.0\"}").map(\.value) == [2])
            #expect(try await server.query("histogram_quantile(0.5, payload_bytes_bucket)").map(\.value) == [100])
            #expect(try await server.query("wait_seconds{quantile=\"0.99\"}").map(\.value) == [0.25])
            #expect(try await server.query("call_seconds_count").map(\.value) == [1])
            #expect(try await server.query("process_resident_memory_bytes > 1000000").count == 1)
            #expect(try await server.query("time() - process_start_time_seconds > 0").count == 1)

            let metadata = try await server.metadata()
            #expect(metadata["requests"]?.type == "counter")
            #expect(metadata["requests"]?.help == "Requests \"done\" \\ so\nfar.")
            let size = metadata["payload_bytes"]
            #expect([size?.type, size?.help, size?.unit] == ["histogram", "Size.", "bytes"])
            #expect(metadata["wait_seconds"]?.type == "summary")

            let exemplars = try await server.exemplars("payload_bytes_bucket")
            #expect(Set(exemplars.map(\.value)) == [5, 50, 500, 5_000])
            #expect(exemplars.allSatisfy { $0.labels == ["trace_id": "0af7651916cd43dd8448eb211c80319c"] })
        }
        let request = try #require(page.requests.first)
        #expect(request.fields["Accept-Encoding"] == "gzip")
    }

    /// Killed in the middle: nothing that counts notices, and the next scrape has it all.
    @Test(.requires(.prometheus)) func aRestartedPrometheusScrapesOn() async throws {
        let page = try serve()
        defer { page.stop() }
        let counter = metrics.makeCounter(label: "hits", dimensions: [])
        try await withServer(Prometheus.self, options: Prometheus.Options(scraping: [page.port])) {
            server async throws in
            counter.increment(by: 1)
            try await eventually("it is scraped") { try await server.query("hits_total").map(\.value) == [1] }
            await server.kill()
            counter.increment(by: 41)
            try await server.start()
            try await eventually("it is scraped again") { try await server.query("hits_total").map(\.value) == [42] }
        }
    }

    @Test(.requires(.promtool)) func promtoolFindsNothing() async throws {
        let page = metrics.page(accept: nil, acceptEncoding: nil)
        #expect(try await Promtool.check(String(decoding: page.body, as: UTF8.self)) == [])
    }

    @Test(.requires(.openMetricsParser)) func theStrictParserTakesThePage() async throws {
        let page = metrics.page(accept: "application/openmetrics-text", acceptEncoding: nil)
        let families = try await OpenMetricsParser.parse(String(decoding: page.body, as: UTF8.self))
        let byName = Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0) })
        let requests = try #require(byName["requests"])
        #expect(requests.type == "counter")
        #expect(requests.help == "Requests \"done\" \\ so\nfar.")
        #expect(requests.samples.map(\.value) == [3])
        #expect(requests.samples.map(\.labels) == [["path": nasty, "zone": "eu"]])
        let sizes = try #require(byName["payload_bytes"])
        #expect(sizes.type == "histogram")
        #expect(sizes.unit == "bytes")
        #expect(sizes.samples.compactMap { $0.exemplar?.value } == [5, 50, 500, 5_000])
        #expect(sizes.samples.compactMap { $0.labels["le"] } == ["10.0", "100.0", "1000.0", "+Inf"])
        let wait = try #require(byName["wait_seconds"])
        #expect(wait.type == "summary")
        #expect(wait.unit == "seconds")
        #expect(wait.samples.compactMap { $0.labels["quantile"] } == ["0.5", "0.9", "0.95", "0.99"])
        #expect(byName["process_cpu_seconds"]?.type == "counter")
    }
}
