import Martlet
import MartletHTTP
import MartletNetRPC
import NIOSSL
import TLSTesting
import Testing

@Suite("TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    private func call(_ server: RunningServer, _ wire: NetRPCWire = .gob, _ tls: TLSConfiguration?) async throws
        -> String
    {
        try await withClient(server.address, wire, { $0.tls = tls }) { client async throws in
            let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
            return await status { try await sum(SumRequest(a: 1, b: 2)) }
        }
    }

    @Test("A client that trusts the server is served, others are not", arguments: NetRPCWire.all)
    func server(wire: NetRPCWire) async throws {
        let identity = try await TestIdentity()
        try await withNetRPCServer(addMethods, { $0.tls = identity.server() }) { server async throws in
            #expect(try await call(server, wire, identity.client()) == "success")
            let stranger = try await call(server, wire, .makeClientConfiguration())
            #expect(stranger.hasPrefix("unavailable: "))
            #expect(stranger.hasSuffix(", unprocessed"))
            #expect(try await call(server, wire, nil).hasPrefix("unavailable: "))
            #expect(try await call(server, wire, identity.client()) == "success")
        }
    }

    @Test("A server that wants to know its clients serves those that it trusts", arguments: NetRPCWire.all)
    func client(wire: NetRPCWire) async throws {
        let identity = try await TestIdentity()
        let other = try await TestIdentity()
        try await withNetRPCServer(addMethods, { $0.tls = identity.server(requiresClientCertificate: true) }) {
            server async throws in
            #expect(try await call(server, wire, identity.client(hasCertificate: true)) == "success")
            #expect(try await call(server, wire, identity.client()).hasPrefix("unavailable: "))
            var wrong = other.client(hasCertificate: true)
            wrong.trustRoots = identity.client().trustRoots
            #expect(try await call(server, wire, wrong).hasPrefix("unavailable: "))
        }
    }

    @Test(
        "A server that does not take part in TLS is waited for as long as connecting may take",
        arguments: NetRPCWire.all
    )
    func silence(wire: NetRPCWire) async throws {
        try await RawServer.with(answer: nil) { server async throws in
            try await withClient(
                .hostname("127.0.0.1", port: server.port),
                wire,
                {
                    $0.tls = .makeClientConfiguration()
                    $0.connectTimeout = .milliseconds(50)
                }
            ) { client async throws in
                let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
                let result = await status { try await sum(SumRequest(a: 1, b: 2)) }
                #expect(result.hasPrefix("unavailable: cannot connect to 127.0.0.1:"))
                #expect(result.hasSuffix(", unprocessed"))
            }
        }
    }

    @Test("Many calls, and a shutdown with one in flight")
    func shutdown() async throws {
        let identity = try await TestIdentity()
        let events = Events()
        let gate = Gate()
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Wait",
                to: Endpoint("wait") { (text: String) in
                    if text.isEmpty {
                        events.note("begun")
                        await gate.wait()
                    }
                    return text
                }
            )
        }
        try await withNetRPCServer(methods, { $0.tls = identity.server() }) { server async throws in
            try await withClient(server.address, .gob, { $0.tls = identity.client() }) { client async throws in
                let call: Endpoint<String, String> = client.endpoint("Test.Wait")
                for count in [1, 1_000, 100_000] {
                    let text = String(repeating: "x", count: count)
                    #expect(try await call(text) == text)
                }
                async let slow = call("")
                #expect(await events.next() == "begun")
                await server.beginShutdown()
                gate.open()
                #expect(try await slow == "")
            }
            await server.waitForEnd()
        }
    }
}
