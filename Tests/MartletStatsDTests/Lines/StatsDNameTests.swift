import MartletMetrics
import MartletTesting
import Testing

@testable import MartletStatsD

@Suite struct StatsDNameTests {
    private func name(
        _ name: String,
        _ labels: [(String, String)] = [],
        _ dialect: StatsDDialect,
        prefix: String = ""
    ) -> String? {
        let labels = labels.map { MetricLabel(name: $0.0, value: $0.1) }
        guard let name = StatsDName(name, labels: labels, prefix: prefix, dialect: dialect) else { return nil }
        return String(decoding: name.head + name.tags, as: UTF8.self)
    }

    @Test func labelsAreWhereTheDialectHasThem() {
        let labels = [("method", "GET"), ("code", "200")]
        #expect(name("requests", labels, .statsD) == "requests.method.GET.code.200")
        #expect(name("requests", labels, .dogStatsD) == "requests|#method:GET,code:200")
        #expect(name("requests", labels, .influxStatsD) == "requests,method=GET,code=200")
    }

    @Test func thePrefixIsTakenAsItIs() {
        #expect(name("def", [], .statsD, prefix: "abc.") == "abc.def")
        #expect(name("def", [], .statsD, prefix: "abc") == "abcdef")
    }

    @Test func reservedCharactersAreReplaced() {
        let bad = "a:b|c@d#e,f;g h\ni\u{7F}j\u{0}k=é/ü.l"
        #expect(name(bad, [], .statsD) == "a_b_c_d_e_f_g_h_i_j_k=é/ü.l")
        #expect(name(bad, [], .dogStatsD) == "a_b_c_d_e_f_g_h_i_j_k=é/ü.l")
        #expect(name(bad, [], .influxStatsD) == "a_b_c_d_e_f_g_h_i_j_k_é/ü.l")
        #expect(name("n", [(bad, bad)], .statsD) == "n.a_b_c_d_e_f_g_h_i_j_k=é/ü_l.a_b_c_d_e_f_g_h_i_j_k=é/ü_l")
        #expect(
            name("n", [(bad, bad)], .dogStatsD) == "n|#a_b_c@d_e_f;g h_i_j_k=é/ü.l:a:b_c@d_e_f;g h_i_j_k=é/ü.l"
        )
        #expect(
            name("n", [(bad, bad)], .influxStatsD) == "n,a_b_c_d_e_f_g_h_i_j_k_é/ü.l=a_b_c_d_e_f_g_h_i_j_k_é/ü.l"
        )
        #expect(name("n", [], .statsD, prefix: "a:b.") == "a_b.n")
    }

    @Test func emptyTexts() {
        #expect(name("", [], .statsD, prefix: "p.") == nil)
        #expect(name("n", [("", "v"), ("k", "")], .statsD) == "n._.v.k._")
        #expect(name("n", [("", "v"), ("k", "")], .dogStatsD) == "n|#k")
        #expect(name("n", [("", "v"), ("k", "")], .influxStatsD) == "n")
    }

    /// Whatever is put in, a line has the parts that it should have.
    @Test func noTextMakesAnotherPart() {
        var random = SeededGenerator(seed: 2)
        let alphabet = "ab.:|@#,;=\n\r\t \u{0}éß🦉"
        for _ in 0..<2_000 {
            func text() -> String { random.string(of: alphabet, count: 1...6) }
            let metric = text()
            let labels = [(text(), text()), (text(), text())]
            let influx = name(metric, labels, .influxStatsD) ?? ""
            #expect(influx.split(separator: ",", omittingEmptySubsequences: false).count == 3)
            #expect(influx.count { $0 == "=" } == 2)
            #expect(!influx.unicodeScalars.contains { ":|@#\n\r\t \u{0}".unicodeScalars.contains($0) })
            let dog = name(metric, labels, .dogStatsD) ?? ""
            #expect(dog.count { $0 == "|" } == 1)
            #expect(dog.count { $0 == "#" } == 1)
            #expect(dog.count { $0 == "," } == 1)
            #expect(!dog.unicodeScalars.contains { $0.value < 32 })
            let plain = name(metric, labels, .statsD) ?? ""
            #expect(!plain.unicodeScalars.contains { ":|@#,;\n\r\t \u{0}".unicodeScalars.contains($0) })
        }
    }
}
