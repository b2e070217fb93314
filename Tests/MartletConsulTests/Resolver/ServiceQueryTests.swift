import MartletHTTP
import Testing

@testable import MartletConsul

@Suite struct ServiceQueryTests {
    private let consul = Consul("http://h", over: FakeConsul())

    private func query(
        _ service: String = "web",
        tags: [String] = [],
        passingOnly: Bool = true,
        near: String? = nil,
        limit: Int? = nil,
        datacenter: String? = nil,
        consistency: ConsulConsistency = .leader
    ) -> ServiceQuery {
        ServiceQuery(
            service: service,
            tags: tags,
            passingOnly: passingOnly,
            near: near,
            limit: limit,
            datacenter: datacenter,
            consistency: consistency
        )
    }

    @Test func theFirstQuestionDoesNotWait() throws {
        let request = query().request(to: consul, index: 0, wait: .seconds(300))
        #expect(try request.url() == "http://h/v1/health/service/web?passing=true")
        #expect(request.method == .get)
    }

    @Test func everythingIsAsked() throws {
        let query = query(
            "my web/ü",
            tags: ["v2", "a&b"],
            near: "_agent",
            limit: 3,
            datacenter: "dc2",
            consistency: .stale
        )
        let url = try query.request(to: consul, index: 42, wait: .seconds(300)).url()
        #expect(
            url == "http://h/v1/health/service/my%20web%2F%C3%BC?tag=v2&tag=a%26b&passing=true&near=_agent&dc=dc2"
                + "&stale=true&index=42&wait=300000ms"
        )
    }

    @Test func allOfThemWhateverTheirHealth() throws {
        let request = query(passingOnly: false, consistency: .consistent).request(to: consul, index: 0, wait: .zero)
        #expect(try request.url() == "http://h/v1/health/service/web?consistent=true")
    }

    @Test func theIDHasWhatMakesADifference() {
        #expect(query().id == "web")
        #expect(query(tags: ["b", "a"]).id == "web?tag=a&tag=b")
        #expect(query(passingOnly: false).id == "web?all")
        #expect(query(near: "_agent").id == "web")
        #expect(query(near: "_agent", limit: 3).id == "web?limit=3&near=_agent")
        #expect(query(limit: 3).id == "web?limit=3")
        #expect(query(datacenter: "dc2", consistency: .stale).id == "web?dc=dc2&stale")
    }

    @Test func boundsOfTheTimeToWait() {
        func limits(_ wait: Duration) -> (Duration, Duration) {
            let configuration = ConsulResolver.Configuration { $0.wait = wait }
            return (configuration.boundedWait, configuration.blockingTimeout)
        }
        #expect(limits(.seconds(320)) == (.seconds(320), .seconds(350)))
        #expect(limits(.zero).0 == .seconds(1))
        #expect(limits(.seconds(10_000)).0 == .seconds(600))
        // Far fewer than one request per minute.
        #expect(ConsulResolver.Configuration().boundedWait >= .seconds(300))
    }
}
