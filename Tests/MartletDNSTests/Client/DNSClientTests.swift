import Martlet
import MartletDNSMessage
import MartletTesting
import Testing

@testable import MartletDNS

@Suite
struct DNSClientTests {
    private let quick = DNSClient.Configuration {
        // Never reached, but on a machine that has no time at all.
        $0.attemptTimeout = .seconds(20)
        $0.timeout = .seconds(30)
        $0.attemptsPerServer = 1
    }

    /// For servers that never answer: the test waits for so long.
    private let impatient = DNSClient.Configuration {
        $0.attemptTimeout = .seconds(3)
        $0.timeout = .seconds(30)
        $0.attemptsPerServer = 1
    }

    private let address = DNSRecordData.a(DNSAddress(10, 0, 0, 1))

    private func code(_ client: DNSClient, _ type: DNSRecordType = .a) async throws -> Status.Code? {
        do {
            _ = try await client.lookup(try name("a.test"), type)
            return nil
        } catch let status as Status {
            return status.code
        }
    }

    @Test("an answer is taken, also after forged ones: another id, another question, no answer, no message")
    func forged() async throws {
        try await FakeServer.with { question in
            let other = DNSQuestion(.root, .a)
            return [
                question.answered { $0.id &+= 1 }.bytes, question.answered { $0.questions = [other] }.bytes,
                question.answered { $0.isResponse = false }.bytes, [], [1, 2, 3], Array(repeating: 0xC0, count: 1500),
                question.answered { ($0.operation, $0.answers) = (5, []) }.bytes, question.answered().bytes,
            ]
        } _: { server async throws in
            let client = DNSClient(.these(try server.address), configuration: quick)
            let lookup = try await client.lookup(try name("a.test"), .a)
            #expect(lookup == DNSLookup([address], timeToLive: .seconds(60)))
        }
    }

    @Test("nothing but forged answers, and nobody at all, are errors")
    func nothing() async throws {
        try await FakeServer.with {
            [$0.answered { $0.id &+= 1 }.bytes]
        } _: { server async throws in
            #expect(try await code(DNSClient(.these(try server.address), configuration: impatient)) == .internal)
        }
        try await FakeServer.with { _ in
            []
        } _: { server async throws in
            #expect(try await code(DNSClient(.these(try server.address), configuration: impatient)) == .unavailable)
            #expect(server.questionCount == 1)
        }
        #expect(try await code(DNSClient(.these(try DNSServer("127.0.0.1:1")))) == .unavailable)
        #expect(try await code(DNSClient(.these())) == .unavailable)
    }

    @Test("an answer whose records make no sense is an error at once: a name that points to itself")
    func malformed() async throws {
        try await FakeServer.with { question in
            var bytes = question.answered { $0.answers = [] }.bytes
            bytes[7] = 1
            let loop = UInt8(bytes.count)
            return [bytes + [0xC0, loop, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4]]
        } _: { server async throws in
            #expect(try await code(DNSClient(.these(try server.address), configuration: quick)) == .internal)
            #expect(server.questionCount == 1)
        }
    }

    @Test(
        "what a server says instead of an answer",
        arguments: [
            (.serverFailure, .unavailable), (.refused, .unavailable), (.formatError, .internal),
            (.notImplemented, .unimplemented), (DNSResponseCode(rawValue: 9), .unavailable),
        ] as [(DNSResponseCode, Status.Code)]
    )
    func responseCodes(_ response: DNSResponseCode, _ expected: Status.Code) async throws {
        try await FakeServer.with {
            [
                $0.answered {
                    $0.responseCode = response; $0.answers = []
                }.bytes
            ]
        } _: { server async throws in
            #expect(try await code(DNSClient(.these(try server.address), configuration: quick)) == expected)
        }
    }

    @Test("a server that does not know the extension is asked without it")
    func withoutExtension() async throws {
        try await FakeServer.with { question in
            guard question.extension == nil else {
                return [DNSMessage(id: question.id, isResponse: true, responseCode: .formatError, questions: []).bytes]
            }
            return [question.answered().bytes]
        } _: { server async throws in
            #expect(try await code(DNSClient(.these(try server.address), configuration: quick)) == nil)
            #expect(server.questionCount == 2)
        }
    }

    @Test("a server that is dead or fails is passed over, and the one that answers is asked first from then on")
    func failover() async throws {
        try await FakeServer.with {
            [$0.answered { $0.responseCode = .serverFailure }.bytes]
        } _: { failing async throws in
            try await FakeServer.with {
                [$0.answered().bytes]
            } _: { serving async throws in
                let servers = try [DNSServer("127.0.0.1:1"), failing.address, serving.address]
                let client = DNSClient(.these(servers), configuration: quick)
                #expect(try await code(client) == nil)
                #expect(try await code(client) == nil)
                #expect(failing.questionCount == 1)
                #expect(serving.questionCount == 2)
            }
        }
    }

    @Test("an alias of which the answer says nothing is asked for; one that stands for itself is an error")
    func aliases() async throws {
        try await FakeServer.with { question in
            guard let asked = question.questions.first?.name, asked == DNSName("a.test"), let other = DNSName("b.test")
            else {
                return [question.answered().bytes]
            }
            return [question.answered { $0.answers = [DNSRecord(asked, timeToLive: 7, .cname(other))] }.bytes]
        } _: { server async throws in
            let client = DNSClient(.these(try server.address), configuration: quick)
            let lookup = try await client.lookup(try name("a.test"), .a)
            #expect(lookup == DNSLookup([address], timeToLive: .seconds(7)))
        }
        try await FakeServer.with { question in
            [
                question.answered {
                    $0.answers = question.questions.map { DNSRecord($0.name, timeToLive: 7, .cname($0.name)) }
                }.bytes
            ]
        } _: { server async throws in
            #expect(try await code(DNSClient(.these(try server.address), configuration: quick)) == .internal)
        }
    }

    @Test("a question that waits is cancelled at once, and has a limit on the client's clock")
    func limits() async throws {
        try await FakeServer.with { _ in
            []
        } _: { server async throws in
            let clock = ManualClock()
            let client = DNSClient(.these(try server.address), clock: clock)
            let waiting = Task { try await client.lookup(try name("a.test"), .a) }
            try await clock.waitForSleepers(2)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }

            let failing = Task { try await client.lookup(try name("a.test"), .a) }
            try await clock.waitForSleepers(2)
            clock.advance(by: .seconds(5))
            await #expect(throws: Status.self) { try await failing.value }
        }
    }

    @Test("addresses of servers, and those of a file")
    func servers() throws {
        #expect(try DNSServer("10.0.0.2").description == "10.0.0.2:53")
        #expect(try DNSServer("10.0.0.2:8600").description == "10.0.0.2:8600")
        #expect(try DNSServer("2001:db8::2").description == "[2001:db8::2]:53")
        #expect(try DNSServer("[2001:db8::2]:8600").description == "[2001:db8::2]:8600")
        for text in ["", "dns.test", "localhost:53", "10.0.0.2:", "10.0.0.2:0", "10.0.0.2:65536", "[10.0.0.2]:53"] {
            #expect(throws: Status.self) { try DNSServer(text) }
        }
        let text = """
            # nameserver 9.9.9.9
            search svc.test
            nameserver 10.0.0.1
            nameserver\tfd00::53 # a comment
            nameserver dns.test
            nameserver
            options timeout:1
            nameserver 10.0.0.3
            nameserver 10.0.0.4
            """
        #expect(ResolverFile(text).servers.map(\.description) == ["10.0.0.1:53", "[fd00::53]:53", "10.0.0.3:53"])
        #expect(ResolverFile("search x\r\n").servers.map(\.description) == ["127.0.0.1:53"])
    }

    @Test("the file is read by the first question, and a missing one names this host")
    func file() async throws {
        #expect(try await ResolverFile.read("/no/such/file").servers.map(\.description) == ["127.0.0.1:53"])
    }
}
