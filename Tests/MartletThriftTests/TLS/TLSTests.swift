import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
import NIOCore
import NIOPosix
import NIOSSL
import TLSTesting
import Testing

@Suite("TLS")
struct TLSTests {
    @Test("Calls are carried as without", arguments: Wire.all)
    func calls(wire: Wire) async throws {
        let identity = try await TestIdentity()
        try await withThriftServer(
            Depot().bindings,
            {
                wire.serve(&$0)
                $0.tls = identity.server()
            }
        ) { server async throws in
            try await withClient(
                server.address,
                {
                    wire.call(&$0)
                    $0.tls = identity.client()
                }
            ) { client async throws in
                try await check(ThriftCaller(client))
            }
        }
    }

    @Test("A server that is not trusted, and one without TLS, are not called")
    func untrusted() async throws {
        let identity = try await TestIdentity()
        let other = try await TestIdentity()
        for certificate in [other.server(), nil] {
            try await withThriftServer(
                Depot().bindings,
                {
                    $0.tls = certificate
                    $0.timeouts.receive = .milliseconds(100)
                    $0.timeouts.idle = .milliseconds(100)
                }
            ) { server async throws in
                try await withClient(server.address, { $0.tls = identity.client() }) { client async throws in
                    let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                    // Nothing was sent, so it may be called elsewhere.
                    let failed = await status { try await sum(TwoArguments(1, 2)) }
                    #expect(failed == "unavailable: cannot connect to \(server.address), unprocessed")
                    // And there is a pause before it is tried again.
                    let again = await status { try await sum(TwoArguments(1, 2)) }
                    #expect(again.contains("connect"), "\(again)")
                }
            }
        }
    }

    @Test("Who does not speak TLS is not answered, and others still are")
    func plain() async throws {
        let identity = try await TestIdentity()
        try await withThriftServer(Depot().bindings, { $0.tls = identity.server() }) { server async throws in
            let call = try Wire(.framed, .binary).bytes("nothing", NoArguments())
            let answer = try await RawConnection.exchange(port: server.port, call)
            // At most an alert of TLS, whose type is 21.
            #expect(answer.isEmpty || answer.first == 21, "\(answer)")
            try await withClient(server.address, { $0.tls = identity.client() }) { client async throws in
                let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                #expect(try await sum(TwoArguments(1, 2)) == 3)
            }
        }
    }

    @Test(
        "A server that accepts and says nothing is waited for as long as connecting may take",
        .timeLimit(.minutes(1))
    )
    func silence() async throws {
        let identity = try await TestIdentity()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let address = ServerAddress.hostname("127.0.0.1", port: server.localAddress?.port ?? 0)
        try await withClient(
            address,
            {
                $0.tls = identity.client()
                $0.connectTimeout = .milliseconds(100)
            }
        ) { client async throws in
            let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
            let failed = await status { try await sum(TwoArguments(1, 2)) }
            #expect(failed == "unavailable: cannot connect to \(address), unprocessed")
        }
        try await server.close()
    }

    @Test("Clients that must show a certificate are called back only with one")
    func clientCertificates() async throws {
        let identity = try await TestIdentity()
        let required = identity.server(requiresClientCertificate: true)
        try await withThriftServer(Depot().bindings, { $0.tls = required }) { server async throws in
            let shown = identity.client(hasCertificate: true)
            try await withClient(server.address, { $0.tls = shown }) { client async throws in
                let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                #expect(try await sum(TwoArguments(1, 2)) == 3)
            }
            try await withClient(server.address, { $0.tls = identity.client() }) { client async throws in
                let sum = ThriftCaller(client).endpoint(DepotMethods.sum)
                let failed = await status { try await sum(TwoArguments(1, 2)) }
                #expect(failed.hasPrefix("unavailable: "), "\(failed)")
            }
        }
    }
}
