import CoreMetrics
import ExporterTesting
import Logging
import MartletCirconus
import MartletHTTP
import MartletMetrics
import RealServers
import Testing

/// There is no Circonus to install. A server of our own records what it is sent: that shows what we send, and not
/// that a broker takes it.
@Suite struct CirconusServerTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withServer(_ body: (RecordingHTTPServer, NIOHTTPTransport) async throws -> Void) async throws {
        let server = try RecordingHTTPServer(answer: .init(body: #"{"stats":100}"#))
        let transport = NIOHTTPTransport()
        do {
            try await body(server, transport)
        } catch {
            server.stop()
            await transport.shutdown()
            throw error
        }
        server.stop()
        await transport.shutdown()
    }

    @Test func recordsWhatWasSent() async throws {
        try await withServer { server, transport in
            var configuration = CirconusMetrics.Configuration()
            configuration.sendsTimestamps = false
            let metrics = CirconusMetrics(
                submissionURL: server.url("/module/httptrap/id/secret"),
                over: transport,
                every: .seconds(3_600),
                configuration: configuration,
                logger: logger
            )
            try await running(metrics) {
                Counter(label: "requests", dimensions: [("code", "200")], factory: metrics).increment(by: 12)
                for value in [1.0, 1, 1, 0.025] { Recorder(label: "latency", factory: metrics).record(value) }
            }
            let requests = server.requests
            #expect(requests.count == 1)
            #expect(requests[0].method == "PUT")
            #expect(requests[0].path == "/module/httptrap/id/secret")
            #expect(requests[0].fields["Content-Type"]?.hasPrefix("application/json") == true)
            #expect(
                requests[0].text == #"{"requests|ST[code:200]":{"_type":"n","_value":12},"#
                    + #""latency":{"_type":"n","_value":["H[2.5e-02]=1","H[1.0e+00]=3"]}}"#
            )
        }
    }

    /// The broker dies and comes back: counting costs what it did, what waits is bounded, what is dropped is counted,
    /// and what is counted after the restart arrives.
    @Test func killedInTheMiddle() async throws {
        try await withServer { server, transport in
            let counts = MetricsRegistry()
            var configuration = CirconusMetrics.Configuration()
            configuration.push.metrics = counts
            configuration.push.maximumPayloads = 5
            configuration.push.initialBackoff = .milliseconds(20)
            configuration.push.maximumBackoff = .milliseconds(100)
            let metrics = CirconusMetrics(
                submissionURL: server.url(),
                over: transport,
                every: .milliseconds(20),
                configuration: configuration,
                logger: logger
            )
            let requests = Counter(label: "requests", factory: metrics)
            try await running(metrics) {
                requests.increment()
                _ = try await server.requests(atLeast: 1)
                let alive = duration(of: requests)
                server.stop()
                try await eventually("the queue is full") {
                    requests.increment()
                    return counts.total("martlet_metrics_dropped") >= 3
                }
                let dead = duration(of: requests)
                // A call that waited for the network would take longer by far.
                #expect(dead < max(alive * 20, .milliseconds(50)))
                try server.start()
                Counter(label: "after", factory: metrics).increment(by: 3)
                try await eventually("what came after the restart is there") {
                    server.requests.contains { $0.text.contains(#""after":{"#) }
                }
            }
        }
    }

    private func duration(of counter: Counter) -> Duration {
        ContinuousClock().measure {
            for _ in 0..<10_000 { counter.increment() }
        }
    }
}
