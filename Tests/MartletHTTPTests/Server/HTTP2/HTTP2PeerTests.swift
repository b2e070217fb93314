import AsyncHTTPClient
import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import NIOPosix
import NIOSSL
import Testing

// One after the other: they are heavy, and other suites measure time.
@Suite("HTTP/2: clients of others, and TLS", .serialized, .timeLimit(.minutes(1)))
struct HTTP2PeerTests {
    private let routes = HTTPRoutes {
        Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        Route(.post, "/count", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        Route(.get, "/stream", streaming: Endpoint("stream") { (_: Empty) in ResponseStream([1, 2]) }, as: .jsonLines)
        Route(.get, "/large", to: .nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeRepeatingByte(UInt8(ascii: "x"), count: 3_000_000)
        }
        Route(.get, "/medium", to: .nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeRepeatingByte(UInt8(ascii: "x"), count: 100_000)
        }
    }

    private func serverTLS() throws -> TLSConfiguration {
        .makeServerConfiguration(
            certificateChain: [.certificate(try TestIdentity.certificate())],
            privateKey: .privateKey(try TestIdentity.key())
        )
    }

    private func clientTLS(_ protocols: [String]) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([try TestIdentity.certificate()])
        tls.applicationProtocols = protocols
        return tls
    }

    @Test("over TLS the client says by ALPN which version it speaks")
    func alpn() async throws {
        let tls = try serverTLS()
        try await withServer(routes) {
            $0.tls = tls
        } body: { server async throws in
            try await server.withFrames(.init(tls: try clientTLS(["h2"]))) { client in
                try await client.request(1, "GET", "/large")
                try await client.request(3, "POST", "/count", body: "12345")
                #expect(try await client.response(3).body == "5")
                #expect(try await client.response(1).body.utf8.count == 3_000_000)
            }
            for protocols in [["http/1.1", "h3"], ["h3"], []] {
                try await server.withConnection(.init(tls: try clientTLS(protocols), mayBeHalfClosed: false)) {
                    client in
                    try await client.send(request("GET", "/"))
                    #expect(try await client.response().body == #""hello""#)
                }
            }
            // Not without ALPN.
            try await server.withConnection(.init(tls: try clientTLS([]), mayBeHalfClosed: false)) {
                client async throws in
                client.sendWithoutWaiting("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                #expect(try await client.response().status == 505)
            }
        }
    }

    @Test("a server whose configuration offers HTTP/1.1 only speaks that")
    func alpnChoice() async throws {
        var tls = try serverTLS()
        tls.applicationProtocols = ["http/1.1"]
        try await withServer(routes) { [tls] in
            $0.tls = tls
        } body: { server async throws in
            try await server.withConnection(.init(tls: try clientTLS(["h2", "http/1.1"]), mayBeHalfClosed: false)) {
                client in
                try await client.send(request("GET", "/"))
                #expect(try await client.response().body == #""hello""#)
            }
        }
    }

    @Test("a graceful shutdown over TLS")
    func drainOverTLS() async throws {
        let tls = try serverTLS()
        try await withServer(routes) {
            $0.tls = tls
        } body: { server async throws in
            try await server.withFrames(.init(tls: try clientTLS(["h2"]))) { client in
                try await client.request(1)
                #expect(try await client.response(1).status == 200)
                await server.beginShutdown()
                #expect(try await client.goAway().last == 1)
                _ = try await client.framesUntilClose()
            }
            await server.waitForEnd()
        }
    }

    @Test("our own client, which speaks HTTP/2 where ALPN says so")
    func ownClient() async throws {
        let tls = try serverTLS()
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = try clientTLS(["h2"])
        try await withServer(routes) {
            $0.tls = tls
        } body: { server async throws in
            let client = HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
            do {
                for _ in 0..<20 {
                    let response = try await client.execute(
                        HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/"),
                        timeout: .seconds(10)
                    )
                    #expect("\(response.version)" == "HTTP/2.0")
                    #expect(String(buffer: try await response.body.collect(upTo: 100)) == #""hello""#)
                }
            } catch {
                try await client.shutdown()
                throw error
            }
            try await client.shutdown()
        }
    }

    @Test("curl: prior knowledge, HTTP/1.1, uploads, streams, over TLS", .requires(.curl))
    func curl() async throws {
        let tls = try serverTLS()
        let format = " %{http_version} %{http_code}"
        try await withServer(routes) { server async throws in
            let base = "http://127.0.0.1:\(server.port)"
            func run(_ arguments: String..., input: String = "") async throws -> String {
                try await Program.curl.run(["-sS", "-w", format, "--max-time", "20"] + arguments, input: input).text
            }
            let known = "--http2-prior-knowledge"
            #expect(try await run(known, base) == #""hello" 2 200"#)
            #expect(try await run("--http1.1", base) == #""hello" 1.1 200"#)
            // Offers an upgrade to h2c, which RFC 9113 has withdrawn: it is answered as HTTP/1.1.
            #expect(try await run("--http2", base) == #""hello" 1.1 200"#)
            let upload = String(repeating: "x", count: 900_000)
            #expect(try await run(known, "--data-binary", "@-", base + "/count", input: upload) == "900000 2 200")
            let tooLarge = String(repeating: "x", count: 2_000_000)
            let refused = try await run(known, "--data-binary", "@-", base + "/count", input: tooLarge)
            #expect(refused.hasSuffix(" 2 413"), "\(refused)")
            #expect(try await run(known, base + "/stream") == "1\n2\n 2 200")
            #expect(try await run(known, "-I", base).hasSuffix(" 2 200"))
            #expect(try await run(known, base + "/large").utf8.count == 3_000_000 + " 2 200".utf8.count)
        }
        try await withServer(routes) {
            $0.tls = tls
        } body: { server async throws in
            let output = try await Program.curl.run(
                ["-sS", "-k", "-w", format, "--max-time", "20", "https://127.0.0.1:\(server.port)/"]
            )
            #expect(output.text == #""hello" 2 200"#)
        }
    }

    @Test("h2load: thousands of requests on few connections, all of them answered", .requires(.h2load))
    func h2load() async throws {
        try await withServer(routes) { server async throws in
            let base = "http://127.0.0.1:\(server.port)"
            for path in ["/", "/stream"] {
                let output = try await Program.h2load.run(["-c", "4", "-m", "16", "-n", "1000", base + path])
                #expect(output.text.contains("1000 succeeded, 0 failed, 0 errored"), "\(output.text)")
            }
            let large = try await Program.h2load.run(["-c", "2", "-m", "8", "-n", "16", base + "/large"])
            #expect(large.text.contains("16 succeeded, 0 failed, 0 errored"), "\(large.text)")
            // Windows of 256 bytes.
            let tiny = try await Program.h2load.run(["-c", "1", "-m", "2", "-n", "2", "-w", "8", base + "/medium"])
            #expect(tiny.text.contains("2 succeeded, 0 failed, 0 errored"), "\(tiny.text)")
        }
    }
}
