import CoreMetrics
import ExporterTesting
import Logging
import MartletHTTP
import MartletInfluxDB
import MartletMetrics
import MartletTesting
import RealServers
import Testing

/// InfluxDB reads back what was sent.
@Suite struct InfluxDBServerTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withTransport<Result: Sendable>(
        _ body: (NIOHTTPTransport) async throws -> Result
    ) async throws -> Result {
        let transport = NIOHTTPTransport()
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private func rows(
        _ database: InfluxDB,
        _ measurement: String,
        count: Int,
        in name: String = "martlet"
    ) async throws -> [[String: JSONValue]] {
        try await eventually("\(count) points of \(measurement) are stored") {
            let rows = try await database.query("SELECT * FROM \(measurement)", database: name)
            return rows.count >= count ? rows : nil
        }
    }

    @Test(.requires(.influxDB), arguments: [true, false])
    func overHTTP(compresses: Bool) async throws {
        try await withTransport { transport in
            try await withServer(InfluxDB.self, options: .init(user: (name: "writer", password: "p: ä"))) { database in
                var configuration = InfluxDBMetrics.Configuration()
                configuration.registry.globalLabels = [MetricLabel(name: "service", value: "shop")]
                configuration.compresses = compresses
                configuration.includesTotals = true
                let metrics = InfluxDBMetrics(
                    .version1(database.url(), database: "martlet", username: "writer", password: "p: ä"),
                    over: transport,
                    every: .seconds(3_600),
                    configuration: configuration,
                    logger: logger
                )
                // Sent at the shutdown.
                try await running(metrics) {
                    Counter(label: "requests", dimensions: [("code", "200")], factory: metrics).increment(by: 60)
                    Meter(label: "load", factory: metrics).set(0.25)
                    let recorder = Recorder(label: "size", factory: metrics)
                    recorder.record(10)
                    recorder.record(50)
                }
                let requests = try await rows(database, "requests", count: 1)
                #expect(requests.count == 1)
                #expect(requests[0]["count"] == .integer(60))
                #expect(requests[0]["code"] == .string("200"))
                #expect(requests[0]["service"] == .string("shop"))
                let load = try await rows(database, "load", count: 1)
                #expect(load[0]["value"] == .number(0.25))
                let size = try await rows(database, "size", count: 1)
                #expect(size[0]["p50"] == .integer(10))
                #expect(size[0]["p99"] == .integer(50))
                #expect(size[0]["count"] == .integer(2))
                #expect(size[0]["sum"] == .integer(60))
                // One time for an interval.
                #expect(requests[0]["time"] == load[0]["time"])
            }
        }
    }

    /// Labels that users send us come back as they were.
    @Test(.requires(.influxDB))
    func labelsSurvive() async throws {
        try await withTransport { transport in
            try await withServer(InfluxDB.self) { database in
                var random = SeededGenerator(seed: 23)
                let values = (0..<200).map { number in
                    "\(number)" + random.string(of: "ab ,=\"\\'#é🦉{}", count: 0...8) + "."
                }
                let metrics = InfluxDBMetrics(
                    .version1(database.url(), database: "martlet"),
                    over: transport,
                    every: .seconds(3_600),
                    logger: logger
                )
                try await running(metrics) {
                    for value in values {
                        Counter(label: "c", dimensions: [("k", value), ("k k", "v")], factory: metrics).increment()
                    }
                }
                let found = try await rows(database, "c", count: values.count)
                #expect(Set(found.compactMap { $0["k"]?.string }) == Set(values))
                #expect(found.allSatisfy { $0["k k"] == .string("v") })
            }
        }
    }

    @Test(.requires(.influxDB))
    func overUDP() async throws {
        try await withServer(InfluxDB.self) { database in
            let metrics = InfluxDBMetrics(
                udp: "localhost",
                port: database.udpPort,
                every: .seconds(3_600),
                logger: logger
            )
            try await running(metrics) {
                for number in 0..<100 {
                    Counter(label: "requests", dimensions: [("n", "\(number)")], factory: metrics).increment(
                        by: number + 1
                    )
                }
            }
            let found = try await rows(database, "requests", count: 100, in: "udp")
            #expect(Set(found.compactMap { $0["count"] }) == Set((1...100).map { JSONValue.integer($0) }))
        }
    }

    /// A field that is an integer in the database: the others are stored, and this one is counted.
    @Test(.requires(.influxDB))
    func partialWrites() async throws {
        try await withTransport { transport in
            try await withServer(InfluxDB.self) { database in
                let counts = MetricsRegistry()
                var configuration = InfluxDBMetrics.Configuration()
                configuration.push.metrics = counts
                let metrics = InfluxDBMetrics(
                    .version1(database.url(), database: "martlet"),
                    over: transport,
                    every: .seconds(3_600),
                    configuration: configuration,
                    logger: logger
                )
                try await database.write("conflict count=1i")
                try await running(metrics) {
                    Counter(label: "conflict", factory: metrics).increment()
                    Counter(label: "other", factory: metrics).increment()
                }
                #expect(try await rows(database, "other", count: 1).count == 1)
                #expect(counts.total("martlet_influxdb_dropped_points") == 1)
            }
        }
    }

    /// The collector dies and comes back: counting costs what it did, what waits is bounded, what is dropped is
    /// counted, and what is counted after the restart arrives.
    @Test(.requires(.influxDB))
    func killedInTheMiddle() async throws {
        try await withTransport { transport in
            try await withServer(InfluxDB.self) { database in
                let counts = MetricsRegistry()
                var configuration = InfluxDBMetrics.Configuration()
                configuration.push.metrics = counts
                configuration.push.maximumPayloads = 5
                configuration.push.initialBackoff = .milliseconds(20)
                configuration.push.maximumBackoff = .milliseconds(100)
                let metrics = InfluxDBMetrics(
                    .version1(database.url(), database: "martlet"),
                    over: transport,
                    every: .milliseconds(20),
                    configuration: configuration,
                    logger: logger
                )
                let requests = Counter(label: "requests", factory: metrics)
                try await running(metrics) {
                    requests.increment()
                    _ = try await rows(database, "requests", count: 1)
                    let alive = duration(of: requests)
                    await database.kill()
                    // More intervals than the queue holds.
                    try await eventually("the queue is full") {
                        requests.increment()
                        return counts.total("martlet_metrics_dropped") >= 3
                    }
                    let dead = duration(of: requests)
                    // Ten thousand increments take under a millisecond or two; a call that waited for the network
                    // would take longer.
                    #expect(dead < max(alive * 20, .milliseconds(50)))
                    try await database.start()
                    Counter(label: "after", factory: metrics).increment(by: 3)
                    let after = try await rows(database, "after", count: 1)
                    #expect(after[0]["count"] == .integer(3))
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

extension MetricsRegistry {
    /// The sum of a counter over all its series.
    fileprivate func total(_ name: String) -> Double {
        var total = 0.0
        collect { family in
            guard family.name == name else { return }
            family.forEachSeries { if case .counter(let value) = $0.value { total += value } }
        }
        return total
    }
}
