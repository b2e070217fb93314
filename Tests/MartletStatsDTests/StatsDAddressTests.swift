import Testing

@testable import MartletStatsD

@Suite struct StatsDAddressTests {
    @Test func urls() {
        #expect(StatsDAddress("udp://localhost") == .udp("localhost"))
        #expect(StatsDAddress("udp://localhost:9125") == .udp("localhost", port: 9_125))
        #expect(StatsDAddress("tcp://10.0.0.1:1") == .tcp("10.0.0.1", port: 1))
        #expect(StatsDAddress("udp://[::1]:8126") == .udp("::1", port: 8_126))
        #expect(StatsDAddress("udp://[::1]") == .udp("::1"))
        #expect(StatsDAddress("unix:///var/run/datadog/dsd.socket") == .unix("/var/run/datadog/dsd.socket"))
        #expect(StatsDAddress("unixgram:///a") == .unix("/a"))
    }

    @Test(arguments: [
        "", "localhost", "localhost:8125", "http://localhost", "udp://", "udp://:8125", "udp://a:0", "udp://a:65536",
        "udp://a:b", "udp://a:", "udp://::1", "udp://a/b", "unix://", "unix:///", "unix://a", "udp://[]:1",
    ])
    func otherTextsAreNone(text: String) {
        #expect(StatsDAddress(text) == nil)
    }

    @Test func descriptionsAreURLs() {
        for address: StatsDAddress in [.udp("a"), .tcp("::1", port: 5), .unix("/a b")] {
            #expect(StatsDAddress(address.description) == address)
        }
        #expect(StatsDAddress.udp("::1").description == "udp://[::1]:8125")
    }

    @Test func datagramsAreAsLongAsTheWayCarries() {
        var configuration = StatsDMetrics.Configuration()
        #expect(configuration.datagramBytes(to: .udp("a")) == 1_432)
        #expect(configuration.datagramBytes(to: .unix("/a")) == 8_192)
        configuration.maximumDatagramBytes = 100_000
        #expect(configuration.datagramBytes(to: .udp("a")) == 65_507)
        configuration.maximumDatagramBytes = 0
        #expect(configuration.datagramBytes(to: .unix("/a")) == 1)
    }
}
