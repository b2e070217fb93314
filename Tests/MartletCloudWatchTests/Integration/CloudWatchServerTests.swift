import CoreMetrics
import ExporterTesting
import Logging
import MartletCloudWatch
import MartletHTTP
import MartletMetrics
import RealServers
import Testing

/// moto behaves as CloudWatch, verifies signatures, and is read with Amazon's own client.
@Suite struct CloudWatchServerTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func exporter(
        _ moto: Moto,
        _ transport: NIOHTTPTransport,
        secret: String? = nil,
        every interval: Duration = .seconds(3_600),
        configuration: CloudWatchMetrics.Configuration = .init()
    ) -> CloudWatchMetrics {
        CloudWatchMetrics(
            namespace: "Shop/Checkout",
            at: CloudWatchEndpoint(region: moto.region, url: moto.url()),
            credentials: StaticAWSCredentials(
                AWSCredentials(accessKeyID: moto.accessKeyID, secretAccessKey: secret ?? moto.secretAccessKey)
            ),
            over: transport,
            every: interval,
            configuration: configuration,
            logger: logger
        )
    }

    private func withMoto(_ body: (Moto, NIOHTTPTransport) async throws -> Void) async throws {
        let transport = NIOHTTPTransport()
        do {
            try await withServer(Moto.self) { moto in try await body(moto, transport) }
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    @Test(.requires(.moto)) func readsBackWhatWasSent() async throws {
        try await withMoto { moto, transport in
            var configuration = CloudWatchMetrics.Configuration()
            configuration.distribution = .statisticSet
            let metrics = exporter(moto, transport, configuration: configuration)
            try await running(metrics) {
                Counter(label: "requests", dimensions: [("method", "GET ä&+")], factory: metrics).increment(by: 7)
                for number in 0..<45 { Counter(label: "c\(number)", factory: metrics).increment(by: number + 1) }
                let recorder = Recorder(label: "size", factory: metrics)
                for value in [5.0, 1, 9, 5] { recorder.record(value) }
            }
            let listed = try await moto.metrics(namespace: "Shop/Checkout")
            #expect(listed.first { $0.name == "requests" }?.dimensions == ["method": "GET _&+"])
            let requests = try await moto.statistics(
                "requests",
                namespace: "Shop/Checkout",
                dimensions: ["method": "GET _&+"]
            )
            #expect(requests.map(\.sum) == [7])
            let size = try await moto.statistics("size", namespace: "Shop/Checkout")
            #expect(size.map(\.sum) == [20])
            #expect(size.map(\.count) == [4])
            #expect(size.map(\.minimum) == [1])
            #expect(size.map(\.maximum) == [9])
            #expect(try await moto.metrics(namespace: "Shop/Checkout").count == 47)
        }
    }

    @Test(.requires(.moto)) func aWrongSecretIsRefused() async throws {
        try await withMoto { moto, transport in
            let counts = MetricsRegistry()
            var configuration = CloudWatchMetrics.Configuration()
            configuration.push.metrics = counts
            let metrics = exporter(moto, transport, secret: "wrong", configuration: configuration)
            try await running(metrics) { Counter(label: "c", factory: metrics).increment() }
            #expect(counts.total("martlet_cloudwatch_dropped_data") == 1)
            #expect(try await moto.metrics(namespace: "Shop/Checkout").isEmpty)
        }
    }

    /// The collector hangs and goes on: counting costs what it did, what waits is bounded, what is dropped is
    /// counted, and what is counted afterwards arrives. It is not killed, since moto lets the first three calls after
    /// a start pass unsigned, and needs them for itself; the tests of Circonus and InfluxDB kill theirs.
    @Test(.requires(.moto)) func hangingInTheMiddle() async throws {
        try await withMoto { moto, transport in
            let counts = MetricsRegistry()
            var configuration = CloudWatchMetrics.Configuration()
            configuration.push.metrics = counts
            configuration.push.maximumPayloads = 5
            configuration.push.sendTimeout = .milliseconds(500)
            configuration.push.initialBackoff = .milliseconds(20)
            configuration.push.maximumBackoff = .milliseconds(100)
            let metrics = exporter(moto, transport, every: .milliseconds(20), configuration: configuration)
            let requests = Counter(label: "requests", factory: metrics)
            try await running(metrics) {
                requests.increment()
                try await eventually("the first interval is there") {
                    try await !moto.metrics(namespace: "Shop/Checkout").isEmpty
                }
                let alive = duration(of: requests)
                moto.suspend()
                try await eventually("the queue is full") {
                    requests.increment()
                    return counts.total("martlet_metrics_dropped") >= 3
                }
                let dead = duration(of: requests)
                // A call that waited for the network would take longer by far.
                #expect(dead < max(alive * 20, .milliseconds(50)))
                moto.resume()
                Counter(label: "after", factory: metrics).increment(by: 3)
                let after = try await eventually("what came after the restart is there") {
                    let after = try await moto.statistics("after", namespace: "Shop/Checkout")
                    return after.isEmpty ? nil : after
                }
                #expect((after.first?.sum ?? 0) >= 3)
            }
        }
    }

    private func duration(of counter: Counter) -> Duration {
        ContinuousClock().measure {
            for _ in 0..<10_000 { counter.increment() }
        }
    }
}
