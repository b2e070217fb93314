import RealServers
import Testing

@Suite(.requires(.collectd))
struct CollectdTests {
    @Test("values are read back, and lines that it cannot parse are told")
    func roundTrip() async throws {
        try await withServer(Collectd.self) { collectd in
            let lines =
                "reqs:3|c\nreqs:2|c|@0.5\ntemp:5|g\ntemp:+1|g\nlat:20|ms\nlat:40|ms\nu:a|s\nu:b|s\nbad line\nx:1|zz"
            try await UDP.send(Array(lines.utf8), port: collectd.port)
            try await eventually("the interval is over") { collectd.values("derive-reqs").last == 7 }
            #expect(collectd.unparsedLines() == ["bad line", "x:1|zz"])
            #expect(collectd.values("count-reqs").reduce(0, +) == 7)
            #expect(collectd.values("gauge-temp").last == 6)
            #expect(collectd.values("gauge-lat-count").max() == 2)
            #expect(collectd.values("latency-lat-upper") == [0.04])
            #expect(collectd.values("objects-u").max() == 2)
            #expect(collectd.values("derive-nothing") == [])
            #expect(collectd.metrics().contains("latency-lat-percentile-50"))

            await collectd.kill()
            try await collectd.start()
            try await UDP.send(Array("again:1|c".utf8), port: collectd.port)
            try await eventually("it takes values again") { collectd.values("count-again").contains(1) }
        }
    }
}
