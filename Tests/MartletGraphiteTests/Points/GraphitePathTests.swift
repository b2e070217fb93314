import MartletMetrics
import MartletTesting
import Testing

@testable import MartletGraphite

@Suite struct GraphitePathTests {
    private func path(
        _ name: String,
        _ labels: [(String, String)] = [],
        _ kind: GraphiteLabels = .pathSegments,
        prefix: String = "",
        suffix: String = ""
    ) -> String? {
        let labels = labels.map { MetricLabel(name: $0.0, value: $0.1) }
        return GraphitePath(name, labels: labels, prefix: prefix, as: kind).map {
            String(decoding: $0.with(suffix), as: UTF8.self)
        }
    }

    @Test func labels() {
        let labels = [("method", "GET"), ("code", "200")]
        #expect(path("requests", labels, prefix: "shop.") == "shop.requests.method.GET.code.200")
        #expect(path("latency", labels, suffix: ".p50") == "latency.method.GET.code.200.p50")
        #expect(path("requests", labels, .tags, prefix: "shop.") == "shop.requests;method=GET;code=200")
        #expect(path("latency", labels, .tags, suffix: ".p50") == "latency.p50;method=GET;code=200")
    }

    @Test func reservedCharactersAreReplaced() {
        let bad = "a b/c\nd\u{0}e;f=g*h?i\"j.k:é"
        #expect(path(bad) == "a_b_c_d_e_f_g_h_i_j.k:é")
        #expect(path("n", [(bad, bad)]) == "n.a_b_c_d_e_f_g_h_i_j_k:é.a_b_c_d_e_f_g_h_i_j_k:é")
        #expect(path("n", [(bad, bad)], .tags) == "n;a_b/c_d_e_f_g*h?i\"j.k:é=a_b/c_d_e_f=g*h?i\"j.k:é")
        #expect(path("n", [("a!b^c", "~x~")], .tags) == "n;a_b_c=_x~")
        #expect(path("n", [("name", "x")], .tags) == "n;name_=x")
    }

    @Test func partsHaveNames() {
        #expect(path(".a..b.") == "a.b")
        #expect(path("../../etc/passwd") == "_._etc_passwd")
        #expect(path(".b", prefix: "a.") == "a.b")
        #expect(path("n", [("", "v"), ("k", "")]) == "n._.v.k._")
        #expect(path("n", [("", "v"), ("k", "")], .tags) == "n")
        #expect(path("") == nil)
        #expect(path("", prefix: "p.") == nil)
        #expect(path("...") == nil)
    }

    @Test func noTextMakesAnotherPart() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<2_000 {
            func text() -> String { random.string(of: "ab. /\\;=~!^\n\r\t\u{0}éß🦉", count: 1...6) }
            let labels = [(text(), text())]
            let plain = path("n", labels) ?? ""
            #expect(plain.utf8.count { $0 == UInt8(ascii: ".") } == 2)
            let tagged = path("n", labels, .tags) ?? ""
            #expect(tagged.utf8.count { $0 == UInt8(ascii: ";") } == 1)
            for path in [plain, tagged, path(text()) ?? ""] {
                #expect(!path.utf8.contains { $0 <= 32 || $0 == 127 })
            }
        }
    }
}
