import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import NIOSSL
import Testing

@Suite("TLS", .timeLimit(.minutes(1)))
struct ServerTLSTests {
    private let routes = HTTPRoutes {
        Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        Route(.get, "/large", to: .nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeRepeatingByte(UInt8(ascii: "x"), count: 4 * 1024 * 1024)
        }
        Route(.get, "/stream", streaming: Endpoint("stream") { (_: Empty) in ResponseStream([1, 2]) }, as: .jsonLines)
    }

    private func serverTLS() throws -> TLSConfiguration {
        .makeServerConfiguration(
            certificateChain: [.certificate(try TestIdentity.certificate())],
            privateKey: .privateKey(try TestIdentity.key())
        )
    }

    /// What a client needs that verifies the server and its address.
    private func clientTLS() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([try TestIdentity.certificate()])
        return tls
    }

    @Test("a client that verifies the certificate: keep-alive, pipelining, streams, large answers, close")
    func verifyingClient() async throws {
        let tls = try serverTLS()
        try await withServer(routes) {
            $0.tls = tls
        } body: { server in
            try await server.withConnection(.init(tls: try clientTLS())) { client in
                try await client.send(request("GET", "/") + request("GET", "/stream") + request("GET", "/large"))
                #expect(try await client.response().body == #""hello""#)
                #expect(try await client.response().body == "1\n2\n")
                #expect(try await client.response().body.utf8.count == 4 * 1024 * 1024)
                try await client.send(request("GET", "/large", ["Connection: close"]))
                #expect(try await client.response().body.utf8.count == 4 * 1024 * 1024)
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("a client that goes on sending after 413 gets to read it")
    func lingering() async throws {
        let tls = try serverTLS()
        let routes = HTTPRoutes {
            Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        }
        try await withServer(routes) {
            $0.tls = tls
        } body: { server in
            try await server.withConnection(.init(tls: try clientTLS())) { client in
                try await client.send(request("POST", "/", ["Content-Length: 10000000"]))
                for _ in 0..<10 { try await client.send(String(repeating: "x", count: 100_000)) }
                #expect(try await client.response().status == 413)
            }
        }
    }

    @Test("a client that does not trust the certificate, and one that does not speak TLS, get nothing")
    func strangers() async throws {
        let tls = try serverTLS()
        try await withServer(routes) {
            $0.tls = tls
        } body: { server in
            await #expect(throws: (any Error).self) {
                try await server.withConnection(.init(tls: .makeClientConfiguration())) { client in
                    try await client.send(request("GET", "/"))
                }
            }
            try await server.withConnection { client in
                try await client.send(request("GET", "/"))
                #expect(try await client.textUntilClose().contains("HTTP") == false)
            }
            try await server.withConnection(.init(tls: try clientTLS())) { client in
                try await client.send(request("GET", "/"))
                #expect(try await client.response().status == 200)
            }
        }
    }

    @Test("mutual TLS: a client with a certificate is served, one without is not")
    func mutual() async throws {
        var tls = try serverTLS()
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates([try TestIdentity.certificate()])
        try await withServer(routes) { [tls] in
            $0.tls = tls
        } body: { server in
            var known = try clientTLS()
            known.certificateChain = [.certificate(try TestIdentity.certificate())]
            known.privateKey = .privateKey(try TestIdentity.key())
            try await server.withConnection(.init(tls: known)) { client in
                try await client.send(request("GET", "/"))
                #expect(try await client.response().body == #""hello""#)
            }
            try await server.withConnection(.init(tls: try clientTLS())) { client async throws in
                client.sendWithoutWaiting(request("GET", "/"))
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("a graceful shutdown and too many connections")
    func shutdown() async throws {
        let tls = try serverTLS()
        try await withServer(routes) { configuration in
            configuration.tls = tls
            configuration.limits.connectionCount = 1
        } body: { server in
            try await server.withConnection(.init(tls: try clientTLS())) { client in
                try await client.send(request("GET", "/"))
                #expect(try await client.response().status == 200)
                try await server.withConnection(.init(tls: try clientTLS())) { second async throws in
                    second.sendWithoutWaiting(request("GET", "/"))
                    #expect(try await second.textUntilClose() == "")
                }
                await server.beginShutdown()
                #expect(try await client.textUntilClose() == "")
            }
        }
    }
}
