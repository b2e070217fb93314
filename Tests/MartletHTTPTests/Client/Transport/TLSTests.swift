import AsyncHTTPClient
import HTTPTypes
import Martlet
import MartletAsyncHTTPClient
import MartletHTTP
import NIOSSL
import Testing

@Suite("TLS", .eachTransport, .timeLimit(.minutes(1)))
struct TLSTests {
    /// Calls a peer that wants a certificate of the client and trusts only the one of these tests.
    private func call(_ change: (inout TLSConfiguration) throws -> Void) async throws -> Result<String, Status> {
        var server = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try TestIdentity.certificate())],
            privateKey: .privateKey(try TestIdentity.key())
        )
        server.certificateVerification = .noHostnameVerification
        server.trustRoots = .certificates([try TestIdentity.certificate()])
        // Version 1.2 tells the client during the handshake that its certificate is missing.
        server.maximumTLSVersion = .tlsv12

        var configuration = AsyncHTTPClientTransport.standardConfiguration
        var client = TLSConfiguration.makeClientConfiguration()
        try change(&client)
        configuration.tlsConfiguration = client
        return try await ScriptedPeer.with(tls: server) { connection in
            while try await !connection.readRequest().isEmpty { try await connection.answer("200 OK", "secret") }
        } _: { origin in
            try await withTransport(configuration) { transport in
                let endpoint: Endpoint<Empty, String> = HTTPCaller(transport).endpoint(
                    "a",
                    .get,
                    origin,
                    decode: { $0.text }
                )
                do {
                    return .success(try await endpoint(Empty()))
                } catch let error as Status {
                    return .failure(error)
                }
            }
        }
    }

    @Test("trust roots and the certificate of the client are those of the configuration")
    func mutual() async throws {
        let result = try await call {
            $0.trustRoots = .certificates([try TestIdentity.certificate()])
            $0.certificateChain = [.certificate(try TestIdentity.certificate())]
            $0.privateKey = .privateKey(try TestIdentity.key())
        }
        #expect(try result.get() == "secret")
    }

    @Test("a peer that is not trusted is unavailable, and has not seen the request")
    func untrusted() async throws {
        let result = try await call { _ in }
        let error = #expect(throws: Status.self) { try result.get() }
        #expect(error?.code == .unavailable && error?.delivery == .unprocessed)
        #expect(error?.message == "cannot connect: the TLS handshake failed")
    }

    @Test("a client that is not trusted is told so")
    func noClientCertificate() async throws {
        let result = try await call { $0.trustRoots = .certificates([try TestIdentity.certificate()]) }
        let error = #expect(throws: Status.self) { try result.get() }
        #expect(error?.code == .unavailable)
    }

    @Test("a peer that does not speak TLS")
    func plainPeer() async throws {
        try await ScriptedPeer.with {
            try await $0.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        } _: { origin in
            try await withTransport { transport in
                let origin = origin.replacing("http://", with: "https://")
                let error = await status { _ = try await transport.send(OutgoingRequest(.get, origin), deadline: nil) }
                #expect(error?.code == .unavailable && error?.delivery == .unprocessed)
            }
        }
    }
}
