import CoreMetrics
import ExporterTesting
import Logging
import MartletGraphite
import MartletMetrics
import RealServers
import Testing

/// carbon stores what was sent.
@Suite(.timeLimit(.minutes(3))) struct CarbonTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    enum Way: CaseIterable {
        case tcp
        case udp
        case pickle

        func address(_ server: Carbon) -> GraphiteAddress {
            switch self {
            case .tcp: .tcp("127.0.0.1", port: server.port)
            case .udp: .udp("127.0.0.1", port: server.port)
            case .pickle: .pickle("127.0.0.1", port: server.picklePort)
            }
        }
    }

    private func metrics(
        _ address: GraphiteAddress,
        every interval: Duration = .seconds(3_600),
        _ change: (inout GraphiteMetrics.Configuration) -> Void = { _ in }
    ) -> GraphiteMetrics {
        var configuration = GraphiteMetrics.Configuration()
        change(&configuration)
        return GraphiteMetrics(to: address, every: interval, configuration: configuration, logger: logger)
    }

    @Test(.requires(.carbon), arguments: Way.allCases)
    func storesEveryKind(way: Way) async throws {
        try await withServer(Carbon.self) { server in
            let metrics = metrics(way.address(server)) {
                $0.prefix = "shop."
                $0.includesTotals = true
            }
            // Sent at the shutdown.
            try await running(metrics) {
                Counter(label: "requests", dimensions: [("code", "200"), ("path", "/a b.c")], factory: metrics)
                    .increment(by: 60)
                Meter(label: "temp", factory: metrics).set(-12.25)
                let size = Recorder(label: "size", factory: metrics)
                size.record(10)
                size.record(50)
                for number in 0..<1_200 { Counter(label: "many.\(number)", factory: metrics).increment(by: number) }
            }
            try await eventually("all has arrived", within: .seconds(30)) {
                server.metrics().count { $0.hasPrefix("shop.many.") } == 1_200
            }
            func value(_ path: String) async throws -> Double {
                try await eventually("\(path) is stored") { try await server.fetch(path).last?.value }
            }
            #expect(try await value("shop.requests.code.200.path._a_b_c") == 60)
            #expect(try await value("shop.temp") == -12.25)
            #expect(try await value("shop.size.p50") == 10)
            #expect(try await value("shop.size.p90") == 50)
            #expect(try await value("shop.size.p95") == 50)
            #expect(try await value("shop.size.p99") == 50)
            #expect(try await value("shop.size.count") == 2)
            #expect(try await value("shop.size.sum") == 60)
            #expect(try await value("shop.many.1199") == 1_199)
            #expect(server.invalidLines().isEmpty)
        }
    }

    /// The collector dies and comes back: counting costs what it did, what waits is bounded, what is dropped is counted,
    /// and what is counted after the restart arrives.
    @Test(.requires(.carbon), arguments: Way.allCases)
    func killedInTheMiddle(way: Way) async throws {
        try await withServer(Carbon.self) { server in
            let counts = MetricsRegistry()
            let metrics = metrics(way.address(server), every: .milliseconds(20)) {
                $0.push.metrics = counts
                $0.push.maximumPayloads = 5
                $0.push.initialBackoff = .milliseconds(200)
                $0.push.maximumBackoff = .milliseconds(400)
            }
            let requests = Counter(label: "requests", factory: metrics)
            try await running(metrics) {
                requests.increment()
                try await eventually("it is there") { try await !server.fetch("requests").isEmpty }
                let alive = duration(of: requests)
                await server.kill()
                try await eventually("the queue is full", within: .seconds(30)) {
                    counts.total("martlet_metrics_dropped") >= 3
                }
                if way == .udp {
                    #expect(
                        counts.total("martlet_graphite_dropped", MetricLabel(name: "reason", value: "refused")) >= 1
                    )
                }
                let dead = duration(of: requests)
                // Ten thousand increments take a millisecond or two; a call that waited for the network would take longer.
                #expect(dead < max(alive * 20, .milliseconds(50)))
                try await server.start()
                Meter(label: "after", factory: metrics).set(3)
                let points = try await eventually("what came after the restart is there") {
                    let points = try await server.fetch("after")
                    return points.isEmpty ? nil : points
                }
                #expect(points.allSatisfy { $0.value == 3 })
            }
        }
    }

    /// It takes the connection and reads nothing: sending has a time limit, and what waits a bound.
    @Test(.requires(.carbon))
    func stoppedInTheMiddle() async throws {
        try await withServer(Carbon.self) { server in
            let counts = MetricsRegistry()
            let metrics = metrics(.tcp("127.0.0.1", port: server.port), every: .milliseconds(20)) {
                $0.push.metrics = counts
                $0.push.maximumPayloads = 4
                $0.push.sendTimeout = .milliseconds(500)
                $0.push.initialBackoff = .milliseconds(200)
                $0.push.maximumBackoff = .milliseconds(400)
            }
            let requests = Counter(label: "requests", factory: metrics)
            try await running(metrics) {
                // Enough to fill the system's buffers soon.
                let long = String(repeating: "x", count: 200)
                for number in 0..<300 { Meter(label: "filler.\(number).\(long)", factory: metrics).set(1) }
                try await eventually("it is there", within: .seconds(30)) {
                    try await !server.fetch("requests").isEmpty
                }
                let alive = duration(of: requests)
                server.suspend()
                try await eventually("the queue is full", within: .seconds(60)) {
                    counts.total("martlet_metrics_dropped") >= 3
                }
                let dead = duration(of: requests)
                #expect(dead < max(alive * 20, .milliseconds(50)))
                server.resume()
                Meter(label: "after", factory: metrics).set(3)
                try await eventually("what came afterwards is there", within: .seconds(30)) {
                    try await !server.fetch("after").isEmpty
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
