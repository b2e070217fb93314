import Testing

@testable import RealServers

@Suite(.requires(.dnsmasq))
struct DnsmasqTests {
    @Test("it is there again after a restart, with the records that were written meanwhile")
    func roundTrip() async throws {
        let records = ["host-record=a.svc.test,127.0.0.2"]
        try await withServer(Dnsmasq.self, options: records) { dnsmasq in
            #expect(try await TCP.accepts(port: dnsmasq.port))
            await dnsmasq.kill()
            try dnsmasq.write(["srv-host=_web._tcp.svc.test,a.svc.test,9001,10,60"] + records)
            try await dnsmasq.start()
            #expect(try await TCP.accepts(port: dnsmasq.port))
        }
    }
}
