import HTTPTypes
import Logging
import Martlet
import MartletHTTP
import NIOCore
import NIOSSL
import ServiceLifecycle
import Testing

@Suite("The life of a server", .timeLimit(.minutes(1)))
struct ServerLifecycleTests {
    /// An endpoint that has begun, and ends when it may.
    private struct Held {
        let began = Latch()
        let release = Latch()

        var routes: HTTPRoutes {
            HTTPRoutes {
                Route(
                    .get,
                    "/held",
                    to: Endpoint("held") { (_: Empty) in
                        began.open()
                        await release.wait()
                        return "released"
                    }
                )
                Route(.get, "/", to: Endpoint<Empty, Empty>.nop())
            }
        }
    }

    @Test("a graceful shutdown: what is in flight finishes, what is idle closes at once, nobody new is let in")
    func drain() async throws {
        let held = Held()
        try await withServer(held.routes) { server in
            let idle = try await RawClient.connect(port: server.port)
            try await idle.send(request("GET", "/"))
            #expect(try await idle.response().status == 200)
            let busy = try await RawClient.connect(port: server.port)
            try await busy.send(request("GET", "/held") + request("GET", "/"))
            await held.began.wait()

            await server.beginShutdown()
            #expect(try await idle.textUntilClose() == "")
            await #expect(throws: (any Error).self) { try await RawClient.connect(port: server.port) }
            held.release.open()
            let response = try await busy.response()
            #expect(response.body == #""released""#)
            #expect(response.values("connection") == ["close"])
            #expect(try await busy.textUntilClose() == "")
            #expect(try await busy.wasReset() == false)
            await server.waitForEnd()
            await idle.close()
            await busy.close()
        }
    }

    @Test("a connection that is made in the moment of a shutdown is closed")
    func connectionDuringShutdown() async throws {
        for _ in 0..<100 {
            try await withServer(HTTPRoutes {}) { server in
                let client = try await RawClient.connect(port: server.port)
                await server.beginShutdown()
                // Also by a reset, when the server never saw it.
                _ = try? await client.textUntilClose()
                await client.close()
                await server.waitForEnd()
            }
        }
    }

    @Test("a request that has begun to arrive is waited for and answered")
    func drainHalfReceived() async throws {
        let held = Held()
        try await withServer(held.routes) {
            $0.threads = .count(1)
        } body: { server in
            try await server.withConnection { client in
                try await client.send("GET / HTTP/1.1\r\n")
                // Answered on the same loop, so the part is there.
                let idle = try await RawClient.connect(port: server.port)
                try await idle.send(request("GET", "/"))
                #expect(try await idle.response().status == 200)
                await server.beginShutdown()
                // All connections of a loop are told at once.
                #expect(try await idle.textUntilClose() == "")
                await idle.close()
                try await client.send("Host: a\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == 200 && response.values("connection") == ["close"])
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("after the time for it the rest is closed, and the endpoints are cancelled")
    func drainTimeout() async throws {
        let began = Latch()
        let cancelled = Latch()
        let endpoint = Endpoint("endless") { (_: Empty) in
            began.open()
            await untilCancelled()
            cancelled.open()
            return Empty()
        }
        try await withServer(HTTPRoutes { Route(.get, "/", to: endpoint) }) { configuration in
            configuration.timeouts.drain = .milliseconds(50)
        } body: { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/"))
                await began.wait()
                await server.beginShutdown()
                #expect(try await client.textUntilClose() == "")
                await server.waitForEnd()
                #expect(cancelled.isOpen)
            }
        }
    }

    @Test("a large answer that is still being taken is not cut off by the shutdown")
    func drainPendingOutput() async throws {
        let size = 8 * 1024 * 1024
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.body.writeRepeatingByte(UInt8(ascii: "x"), count: size)
            }
        }
        try await withServer(routes) { server in
            try await server.withConnection(.init(reads: false, receiveBuffer: 64 * 1024)) { client in
                try await client.send(request("GET", "/"))
                _ = try await client.readOnce(after: 0)
                await server.beginShutdown()
                try await client.startReading()
                #expect(try await client.response().body.utf8.count == size)
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("a server whose task is cancelled closes everything, and returns when its endpoints have")
    func cancellation() async throws {
        let began = Latch()
        let steps = Recorder<String>()
        let endpoint = Endpoint("tidy") { (_: Empty) in
            began.open()
            await untilCancelled()
            steps.record("cancelled")
            // Comes back from elsewhere several times, and must still find its loop.
            for _ in 0..<5_000 { await Elsewhere.shared.visit() }
            steps.record("tidied up")
            return Empty()
        }
        try await withServer(HTTPRoutes { Route(.get, "/", to: endpoint) }) { server in
            try await server.withConnection { idle in
                try await server.withConnection { client in
                    try await client.send(request("GET", "/"))
                    await began.wait()
                    server.cancel()
                    #expect(try await client.textUntilClose() == "")
                    #expect(try await idle.textUntilClose() == "")
                    await server.waitForEnd()
                    #expect(steps.elements == ["cancelled", "tidied up"])
                }
            }
        }
    }

    @Test("too many connections are answered 503; when one ends, the next is served")
    func tooManyConnections() async throws {
        let routes = HTTPRoutes { Route(.get, "/", to: Endpoint<Empty, Empty>.nop()) }
        try await withServer(routes) {
            $0.limits.connectionCount = 2
        } body: { server in
            try await server.withConnection { first in
                try await first.send(request("GET", "/"))
                #expect(try await first.response().status == 200)
                try await server.withConnection { second in
                    try await second.send(request("GET", "/"))
                    #expect(try await second.response().status == 200)
                    for _ in 0..<10 {
                        try await server.withConnection { third in
                            try await third.send(request("GET", "/"))
                            let response = try await third.response()
                            #expect(response.status == 503)
                            #expect(response.values("retry-after") == ["1"])
                            #expect(response.body == #"{"error":"too many connections","code":"unavailable"}"#)
                            #expect(try await third.textUntilClose() == "")
                            #expect(try await third.wasReset() == false)
                        }
                    }
                }
                // The server learns of the close in its own time.
                while try await server.send(request("GET", "/")).status == 503 {}
                try await first.send(request("GET", "/"))
                #expect(try await first.response().status == 200)
            }
        }
    }

    @Test("a port that is taken is an error of the start")
    func portInUse() async throws {
        let routes = HTTPRoutes { Route(.get, "/", to: Endpoint<Empty, Empty>.nop()) }
        try await withServer(routes) { server async throws in
            let second = HTTPServer(routes, on: .hostname("127.0.0.1", port: server.port), logger: .silent)
            await #expect(throws: IOError.self) { try await second.run() }
            #expect(try await server.send(request("GET", "/")).status == 200)
        }
    }

    @Test("a TLS configuration without its key is an error of the start")
    func invalidTLS() async throws {
        let routes = HTTPRoutes { Route(.get, "/", to: Endpoint<Empty, Empty>.nop()) }
        let key = try NIOSSLPrivateKey(bytes: Array(otherKey.utf8), format: .pem)
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try TestIdentity.certificate())],
            privateKey: .privateKey(key)
        )
        await #expect(throws: (any Error).self) {
            try await withServer(routes) {
                $0.tls = tls
            } body: { _ in
            }
        }
    }

    @Test("a socket in the file system, twice in the same place")
    func unixDomainSocket() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: Endpoint("address") { (text: String) in text }) { $0.head.remoteAddress ?? "none" }
        }
        let path = "/tmp/martlet-\(UInt32.random(in: 0 ... .max)).sock"
        for _ in 0..<2 {
            let (addresses, listening) = AsyncStream.makeStream(of: ServerAddress.self)
            let configuration = HTTPServer.Configuration { configuration in
                configuration.threads = .count(1)
                configuration.onListening = { listening.yield($0) }
            }
            let server = HTTPServer(
                routes,
                on: .unixDomainSocket(path: path),
                configuration: configuration,
                logger: .silent
            )
            let running = Task { try await server.run() }
            var iterator = addresses.makeAsyncIterator()
            #expect(await iterator.next(isolation: #isolation)?.description == path)
            let client = try await RawClient.connect(path: path)
            try await client.send(request("GET", "/"))
            #expect(try await client.response().body == #""none""#)
            await client.close()
            running.cancel()
            try await running.value
        }
    }

    @Test("a server logs that it listens, and errors of endpoints with their name")
    func logging() async throws {
        let lines = Recorder<String>()
        let logger = Logger(label: "test") { _ in RecordingLogHandler(lines: lines) }
        let routes = HTTPRoutes { Route(.get, "/", to: Endpoint("failing") { (_: Empty) -> Empty in throw Dang() }) }
        try await withServer(routes, logger: logger) { server async throws in
            #expect(try await server.send(request("GET", "/")).status == 500)
            #expect(lines.elements.first == "info HTTP server listens 127.0.0.1:\(server.port)")
        }
        #expect(lines.elements.contains { $0.hasPrefix("error request failed") })
        #expect(lines.elements.last?.hasPrefix("info HTTP server has stopped") == true)
    }
}

private struct RecordingLogHandler: LogHandler {
    let lines: Recorder<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.record("\(event.level) \(event.message) \(event.metadata?["address"].map { "\($0)" } ?? "")")
    }
}

/// A key that belongs to no certificate here, and is no secret.
private let otherKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgH5ghOGym4e/xzEah
    qSlq5m8Bsc4O5wWlQXdMtVNEw5OhRANCAARXQKox25XotVIxdXHD4atNsd1uQCL9
    SbGxD0I+69EEgL0lnwRizCWfArpgF6FD5vnS1vLX67wUUQDgeBu02rzv
    -----END PRIVATE KEY-----
    """
