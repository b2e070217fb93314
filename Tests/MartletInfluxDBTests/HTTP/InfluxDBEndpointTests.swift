import MartletMetrics
import Testing

@testable import MartletInfluxDB

@Suite struct InfluxDBEndpointTests {
    @Test func version1() {
        let endpoint = InfluxDBEndpoint.version1(
            "http://127.0.0.1:8086/",
            database: "shop",
            retentionPolicy: "week",
            consistency: .quorum,
            username: "Aladdin",
            password: "open sesame"
        )
        #expect(endpoint.url == "http://127.0.0.1:8086/write")
        #expect(endpoint.query.map { "\($0.name)=\($0.value)" } == ["db=shop", "rp=week", "consistency=quorum"])
        // The example of RFC 7617.
        #expect(endpoint.authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(endpoint.name(of: .microseconds) == "u")
        #expect(endpoint.name(of: .nanoseconds) == "ns")
    }

    @Test func version1WithoutAnythingElse() {
        let endpoint = InfluxDBEndpoint.version1("http://h", database: "d")
        #expect(endpoint.query.map { "\($0.name)=\($0.value)" } == ["db=d"])
        #expect(endpoint.authorization == nil)
    }

    @Test func version2() {
        let endpoint = InfluxDBEndpoint.version2("https://h/influx", organization: "o", bucket: "b", token: "t0ken==")
        #expect(endpoint.url == "https://h/influx/api/v2/write")
        #expect(endpoint.query.map { "\($0.name)=\($0.value)" } == ["org=o", "bucket=b"])
        #expect(endpoint.authorization == "Token t0ken==")
        #expect(endpoint.name(of: .microseconds) == "us")
        #expect(endpoint.name(of: .seconds) == "s")
    }

    @Test func textsShowNoSecrets() {
        let endpoint = InfluxDBEndpoint.version2("https://h", organization: "o", bucket: "b", token: "t0ken")
        var text = "\(endpoint) \(String(reflecting: endpoint))"
        dump(endpoint, to: &text)
        #expect(!text.contains("t0ken"))
        #expect("\(endpoint)" == "https://h/api/v2/write")
    }
}
