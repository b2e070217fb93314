import MartletDiscovery
import MartletJSON
import Testing

@testable import MartletConsul

@Suite struct ServiceRegistrationTests {
    private func json(
        _ check: ConsulCheck,
        _ instance: Instance = Instance(host: "10.0.0.5", port: 80, id: "a")
    ) throws -> String {
        let registration = ServiceRegistration(service: "web", instance: instance, check: check)
        return String(decoding: try JSONCodec(output: .sortedKeys).encode(registration), as: UTF8.self)
    }

    @Test func everything() throws {
        let instance = Instance(
            host: "2001:db8::1",
            port: 8_080,
            tags: ["v2", "blue"],
            metadata: ["version": "2"],
            weight: 7,
            priority: 3,
            zone: "eu-1a"
        )
        let expected =
            #"{"Address":"2001:db8::1","Check":{"CheckID":"service:web:[2001:db8::1]:8080","#
            + #""DeregisterCriticalServiceAfter":"600000ms","Status":"passing","TTL":"10000ms"},"EnableTagOverride":false,"#
            + #""ID":"web:[2001:db8::1]:8080","Meta":{"priority":"3","version":"2","zone":"eu-1a"},"Name":"web","Port":8080,"#
            + #""Tags":["blue","v2"],"Weights":{"Passing":7,"Warning":7}}"#
        #expect(try json(.ttl(.seconds(10)), instance) == expected)
    }

    private func check(_ check: ConsulCheck, host: String = "10.0.0.5") throws -> String {
        let text = try json(check, Instance(host: host, port: 80, id: "a"))
        let start = try #require(text.firstRange(of: #""Check":{"#)).upperBound
        return String(text[start...].prefix { $0 != "}" })
    }

    @Test func checks() throws {
        let id = #""CheckID":"service:web:a","#
        #expect(
            try check(.ttl(.milliseconds(1_500), deregisterAfter: nil))
                == id + #""Status":"passing","TTL":"1500ms""#
        )
        // Consul takes a time of zero for no check at all.
        #expect(try check(.ttl(.zero, deregisterAfter: nil)) == id + #""Status":"passing","TTL":"1000ms""#)
        #expect(
            try check(.http(path: "/ready?x=1", interval: .seconds(3), timeout: .seconds(2)))
                == id + #""DeregisterCriticalServiceAfter":"600000ms","HTTP":"http://10.0.0.5:80/ready?x=1","#
                + #""Interval":"3000ms","Status":"passing","Timeout":"2000ms""#
        )
        #expect(
            try check(.http(path: "ready", overTLS: true, deregisterAfter: .seconds(60)), host: "::1")
                == id + #""DeregisterCriticalServiceAfter":"60000ms","HTTP":"https://[::1]:80/ready","#
                + #""Interval":"10000ms","Status":"passing","Timeout":"5000ms""#
        )
        #expect(
            try check(.grpc(service: "shop.Cart", overTLS: true, deregisterAfter: nil), host: "::1")
                == id + #""GRPC":"[::1]:80/shop.Cart","GRPCUseTLS":true,"Interval":"10000ms","Status":"passing","#
                + #""Timeout":"5000ms""#
        )
        #expect(
            try check(.grpc(deregisterAfter: nil))
                == id + #""GRPC":"10.0.0.5:80","GRPCUseTLS":false,"Interval":"10000ms","Status":"passing","#
                + #""Timeout":"5000ms""#
        )
        #expect(
            try check(.tcp(interval: .seconds(1), timeout: .seconds(1), deregisterAfter: nil))
                == id + #""Interval":"1000ms","Status":"passing","TCP":"10.0.0.5:80","Timeout":"1000ms""#
        )
    }

    /// Consul refuses weights outside 1 to 65535.
    @Test(arguments: [(0, 1), (1, 1), (65_535, 65_535), (1_000_000, 65_535)])
    func weights(weight: Int, sent: Int) throws {
        let text = try json(.tcp(), Instance(host: "h", port: 1, weight: weight))
        #expect(text.contains(#""Weights":{"Passing":\#(sent),"Warning":\#(sent)}"#))
    }

    @Test func theIDsOfTwoServicesOfOneProcessDiffer() {
        let instance = Instance(host: "h", port: 1)
        let ids = ["a", "b"].map { ServiceRegistration(service: $0, instance: instance, check: .tcp()).id }
        #expect(ids == ["a:h:1", "b:h:1"])
        #expect(ids.map { ServiceID($0).instance(of: "a") } == ["h:1", "b:h:1"])
    }
}
