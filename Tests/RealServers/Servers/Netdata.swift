extension Requirement {
    /// netdata 1.37, Debian package `netdata-core`.
    package static let netdata = Requirement("netdata", package: "apt-get install netdata-core") {
        [Installation.program("netdata")]
    }
}

/// netdata's StatsD collector, which takes DogStatsD too.
///
/// A lenient parser: it strips tags without looking at them, takes `h` and `d`, and makes a meter of a line it does not
/// understand. So it shows that a real parser finds name, value and type; the syntax of tags, events and service checks
/// needs tests against the public grammar.
package struct Netdata: RealServer {
    package static var requirement: Requirement { .netdata }

    package let process: ServerProcess

    /// The port of StatsD, over UDP and TCP.
    package let port: Int
    /// The port of its HTTP API.
    package let apiPort: Int

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcpAndUDP()
        apiPort = try FreePorts.tcp()
        let folder = process.folder
        for name in ["config", "cache", "lib", "log", "lock"] { try folder.make(name) }
        let plugins = [
            "timex", "proc", "diskspace", "cgroups", "tc", "idlejitter", "enable running new plugins", "slabinfo",
            "apps", "charts.d", "fping", "go.d", "ioping", "node.d", "python.d", "perf", "nfacct", "freeipmi", "ebpf",
            "cups", "xenstat", "netdata monitoring",
        ]
        try folder.write(
            "netdata.conf",
            """
            [directories]
                config = \(folder.file("config"))
                cache = \(folder.file("cache"))
                lib = \(folder.file("lib"))
                log = \(folder.file("log"))
                lock = \(folder.file("lock"))
            [global]
                run as user = root
            [db]
                mode = ram
                retention = 600
                update every = 1
            [logs]
                access = none
                debug = none
                error = stderr
            [web]
                bind to = 127.0.0.1:\(apiPort)
            [ml]
                enabled = no
            [health]
                enabled = no
            [registry]
                enabled = no
            [statsd]
                enabled = yes
                bind to = udp:127.0.0.1:\(port) tcp:127.0.0.1:\(port)
                update every (flushInterval) = 1
            [plugins]
            \(plugins.map { "    \($0) = no" }.joined(separator: "\n"))

            """
        )
    }

    package func command() throws -> Command {
        let folder = process.folder
        return Command(
            try Self.requirement.program,
            ["-D", "-c", folder.file("netdata.conf"), "-P", folder.file("pid")]
        )
    }

    package func isReady() async throws -> Bool {
        guard try await TCP.accepts(port: port) else { return false }
        return try await HTTP.get("/api/v1/info", port: apiPort).status == 200
    }

    /// The name and kind of each metric that it knows, sorted: `app.requests_counter`, `app.lat_timer`, `app.temp_gauge`.
    ///
    /// A name without a dot gets one: a counter `requests` is `requests.counter`.
    package func metrics() async throws -> [String] {
        let charts = try await HTTP.get("/api/v1/charts", port: apiPort).expecting().json()["charts"].object.keys
        return charts.filter { $0.hasPrefix("statsd_") }.map { String($0.dropFirst("statsd_".count)) }.sorted()
    }

    /// The values of each of the last seconds in the order of time, without those before the first.
    ///
    /// A counter's are events in one second; a timer's and a histogram's dimensions are `min`, `max`, `average`, ….
    ///
    /// - Parameters:
    ///   - metric: Name and kind, as `metrics()` shows them.
    ///   - dimension: Which of the values; the only one by default.
    package func values(_ metric: String, dimension: String? = nil) async throws -> [Double] {
        let query = HTTP.form([("chart", "statsd_\(metric)"), ("after", "-60"), ("format", "json")])
        let reply = try await HTTP.get("/api/v1/data?\(query)", port: apiPort).expecting().json()
        let labels = reply["labels"].array.compactMap(\.string)
        let column = dimension.flatMap { labels.firstIndex(of: $0) } ?? 1
        return reply["data"].array.reversed().compactMap { $0[column].number }
    }
}
