import Martlet
import MartletDNSMessage
import Testing

@testable import MartletDNS

@Suite
struct DNSLookupTests {
    private func message(_ change: (inout DNSMessage) throws -> Void) throws -> DNSLookup.Reading {
        let question = DNSQuestion(try name("_web._tcp.svc.test"), .srv)
        var message = DNSMessage(id: 1, isResponse: true, isAuthoritative: true, questions: [question])
        try change(&message)
        return try DNSLookup.read(message, to: question)
    }

    @Test("addresses of targets count, of others not, and the smallest time to live of what counts")
    func additional() throws {
        let reading = try message {
            $0.answers = [DNSRecord(try name("_WEB._tcp.svc.test"), timeToLive: 60, try srv("a.test", 80))]
            $0.additionals = [
                DNSRecord(try name("A.test"), timeToLive: 30, .a(DNSAddress(10, 0, 0, 1))),
                DNSRecord(try name("ns.test"), timeToLive: 1, .a(DNSAddress(10, 0, 0, 9))),
            ]
        }
        let addresses = [try name("a.test"): [DNSAddress(10, 0, 0, 1)]]
        #expect(try reading == .known(DNSLookup([srv("a.test", 80)], addresses: addresses, timeToLive: .seconds(30))))
    }

    @Test("a negative answer lasts as long as the smaller of the two times of the SOA record")
    func negative() throws {
        for (timeToLive, minimum) in [(5, 9), (9, 5)] as [(UInt32, UInt32)] {
            for code in [DNSResponseCode.noError, .nonExistentName] {
                let reading = try message {
                    $0.responseCode = code
                    let authority = DNSAuthority(primary: .root, mailbox: .root, minimum: minimum)
                    $0.authorities = [DNSRecord(.root, timeToLive: timeToLive, .soa(authority))]
                }
                #expect(reading == .known(DNSLookup([], timeToLive: .seconds(5))))
            }
        }
        #expect(try message { $0.responseCode = .nonExistentName } == .known(DNSLookup([])))
    }

    @Test("a referral is no answer, and records of other names and types are none")
    func others() throws {
        #expect(throws: Status.self) { try message { $0.isAuthoritative = false } }
        let reading = try message {
            $0.answers = [
                DNSRecord(try name("other.test"), timeToLive: 60, try srv("a.test", 80)),
                DNSRecord(try name("_web._tcp.svc.test"), timeToLive: 60, .a(DNSAddress(1, 2, 3, 4))),
            ]
        }
        #expect(reading == .known(DNSLookup([])))
    }

    @Test("aliases are followed within the answer; a circle is an error")
    func aliases() throws {
        let one = try name("_web._tcp.svc.test")
        let two = try name("two.test")
        let reading = try message {
            $0.answers = [
                DNSRecord(two, timeToLive: 9, try srv("a.test", 80)), DNSRecord(one, timeToLive: 5, .cname(two)),
            ]
        }
        #expect(try reading == .known(DNSLookup([srv("a.test", 80)], timeToLive: .seconds(5))))
        #expect(
            try message { $0.answers = [DNSRecord(one, timeToLive: 5, .cname(two))] }
                == .alias(two, timeToLive: .seconds(5))
        )
        #expect(throws: Status.self) {
            try message {
                $0.answers = [DNSRecord(one, timeToLive: 5, .cname(two)), DNSRecord(two, timeToLive: 5, .cname(one))]
            }
        }
    }
}
