import CoreMetrics
import HTTPTypes
import Logging
import Martlet
import MartletAdmin
import MartletHTTP
import MartletLogging
import MartletMetrics
import MartletPrometheus
import Testing

@Suite struct PagesTests {
    private let endpoints = [
        Endpoint("uppercase", isIdempotent: true) { (text: String) in text.uppercased() }
            .with(Bulkhead(3), Timeout(.seconds(1)))
            .outline,
        Endpoint("<count>") { (_: Empty) in ResponseStream([1]) }.outline,
    ]

    @Test func whatIsNotGivenIsNotServed() async throws {
        let client = try AdminClient()
        for path in ["/metrics", "/debug/vars", "/debug/log", "/debug/endpoints", "/version"] {
            #expect(try await client.get(path).status == .notFound, "\(path)")
        }
        #expect(try await client.get("/").text == "/livez\n/readyz\n")
    }

    @Test func theIndexNamesAllPages() async throws {
        let prometheus = PrometheusMetrics()
        let client = try AdminClient {
            $0.metrics = prometheus
            $0.variables = prometheus
            $0.logLevels = LogLevels()
            $0.endpoints = endpoints
            $0.version = AdminVersion(name: "svc", version: "1")
        }
        let paths = try await client.get("/").text.split(separator: "\n")
        #expect(paths.count == 7)
        for path in paths { #expect(try await client.get(String(path)).status == .ok, "\(path)") }
    }

    @Test func version() async throws {
        let client = try AdminClient {
            $0.version = AdminVersion(name: "svc", version: "1.2", revision: "abc")
        }
        let text = try await client.get("/version").text
        #expect(text == #"{"name":"svc","version":"1.2","revision":"abc","uptime_seconds":0}"#)
    }

    @Test func endpointsAsJSON() async throws {
        let response = try await AdminClient { $0.endpoints = endpoints }.get("/debug/endpoints")
        #expect(response.fields[.contentType] == "application/json; charset=utf-8")
        let expected = """
            {"endpoints":[{"name":"<count>","layers":[],"request":"Empty","response":"ResponseStream<Int>",\
            "idempotent":false,"streams":true,"ends_by_deadline":false},{"name":"uppercase",\
            "layers":["Bulkhead","Timeout"],"request":"String","response":"String","idempotent":true,"streams":false,\
            "ends_by_deadline":false}]}
            """
        #expect(response.text == expected)
    }

    @Test func endpointsForBrowsers() async throws {
        let response = try await AdminClient { $0.endpoints = endpoints }
            .get("/debug/endpoints", [.accept: "text/html,application/xhtml+xml"])
        #expect(response.fields[.contentType] == "text/html; charset=utf-8")
        #expect(response.text.contains("<div>Bulkhead<div>Timeout<div><b>uppercase</b>"))
        #expect(response.text.contains("<b>&lt;count&gt;</b>"))
        #expect(!response.text.contains("<count>"))
    }

    @Test func metricsArePassedOn() async throws {
        let prometheus = PrometheusMetrics()
        prometheus.makeCounter(label: "hits", dimensions: []).increment(by: 3)
        let client = try AdminClient { $0.metrics = prometheus }
        let response = try await client.get("/metrics")
        #expect(response.status == .ok)
        #expect(response.fields[.contentType]?.hasPrefix("text/plain") == true)
        #expect(response.text.contains("hits_total 3") || response.text.contains("hits 3"))
        let compressed = try await client.get("/metrics", [.acceptEncoding: "gzip"])
        #expect(compressed.fields[.contentEncoding] == "gzip")
    }

    // MARK: Log levels

    @Test func logLevelsAreShownAndChanged() async throws {
        let levels = LogLevels(.info)
        let client = try AdminClient { $0.logLevels = levels }
        #expect(try await client.get("/debug/log").text == #"{"default":"info","rules":{},"loggers":{}}"#)
        let changed = try await client.put("/debug/log", json: #"{"label":"shop.http","level":"DEBUG"}"#)
        #expect(changed.status == .ok)
        #expect(changed.text == #"{"default":"info","rules":{"shop.http":"debug"},"loggers":{}}"#)
        #expect(levels.level(for: "shop.http.server") == .debug)
        _ = try await client.put("/debug/log", json: #"{"level":"warn"}"#)
        #expect(levels.standard == .warning)
        _ = try await client.put("/debug/log", json: #"{"label":"shop.http"}"#)
        #expect(levels.rules.isEmpty)
    }

    @Test(arguments: [#"{"level":"loud"}"#, #"{}"#, #"{"label":"a","level":1}"#, "", "[]"])
    func changesThatMakeNoSense(_ json: String) async throws {
        let levels = LogLevels(.info)
        let response = try await AdminClient { $0.logLevels = levels }.put("/debug/log", json: json)
        #expect(response.status == .badRequest)
        #expect(levels.standard == .info)
        #expect(levels.rules.isEmpty)
    }

    /// A page in a browser can send a form anywhere, but not JSON.
    @Test func formsAreRefused() async throws {
        let levels = LogLevels(.info)
        let response = try await AdminClient { $0.logLevels = levels }
            .put("/debug/log", json: #"{"level":"trace"}"#, type: .text)
        #expect(response.status == .unsupportedMediaType)
        #expect(levels.standard == .info)
    }
}
