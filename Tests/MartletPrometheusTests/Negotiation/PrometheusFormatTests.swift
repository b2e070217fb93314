import Testing

@testable import MartletPrometheus

@Suite struct PrometheusFormatTests {
    private static let text = "text/plain; version=0.0.4; charset=utf-8"
    private static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    private static let draft = "application/openmetrics-text; version=0.0.1; charset=utf-8"

    private static let prometheus2 = """
        application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
        text/plain;version=0.0.4;q=0.5,*/*;q=0.1
        """
    private static let prometheus3 = """
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
        application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
        text/plain;version=0.0.4;q=0.3,*/*;q=0.2
        """
    // Asks for what there is not first.
    private static let nativeHistograms = """
        application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,\
        application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,\
        text/plain;version=0.0.4;q=0.5,*/*;q=0.1
        """
    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    private static let cases: [(String?, String)] = [
        (nil, text), ("", text), ("*/*", text), ("text/plain", text), ("application/json", text), (";;,,=", text),
        (prometheus2, openMetrics), (prometheus3, openMetrics), (nativeHistograms, openMetrics), (browser, text),
        ("application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", draft),
        ("application/openmetrics-text", openMetrics),
        ("Application/OpenMetrics-Text ; Version=\"1.0.0\"", openMetrics),
        ("application/openmetrics-text;version=2.0.0", text), ("application/openmetrics-text;q=0", text),
        ("application/openmetrics-text;q=0.4,text/plain;q=0.5", text),
        ("application/openmetrics-text;q=0.4,text/*;q=0.5", text),
        ("application/openmetrics-text;q=0.4,*/*;q=0.5", text),
        ("application/openmetrics-text;q=0.4,text/plain;q=0.3,*/*;q=0.5", openMetrics),
        ("application/openmetrics-text;q=0.5,text/plain;q=0.5", openMetrics),
        ("application/openmetrics-text;q=oops,text/plain;q=0.1", text),
        ("application/openmetrics-text;q=NaN", text), ("application/openmetrics-text;Q=2,text/plain", openMetrics),
    ]

    @Test(arguments: cases) func negotiation(accept: String?, expected: String) {
        #expect(PrometheusFormat.preferred(by: accept).contentType == expected)
    }

    @Test(arguments: [
        (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("gzip;q=0", false), ("gzip; q=0.001", true),
        ("*", true), ("*;q=0", false), ("*, gzip;q=0", false), ("*;q=0, gzip", true), ("deflate, br", false),
        ("identity", false), ("x-gzip", false),
    ]) func encodings(field: String?, expected: Bool) {
        #expect(ContentPreference(field).accepts("gzip") == expected)
    }

    @Test func aLongFieldIsReadInPart() {
        let field = String(repeating: "text/plain;q=0.1,", count: 10_000) + "application/openmetrics-text"
        #expect(ContentPreference(field).choices.count <= 64)
        #expect(ContentPreference("gzip" + String(repeating: ";a=b", count: 10_000)).choices.count == 1)
    }
}
