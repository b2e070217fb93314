extension Requirement {
    /// Prometheus 2.42, Debian package `prometheus`.
    package static let prometheus = Requirement("Prometheus", package: "apt-get install prometheus") {
        [Installation.program("prometheus")]
    }
}

/// Prometheus 2.42: scrapes every second, keeps exemplars, takes remote writes.
///
/// Its first scrape of a target comes up to 6 s after the start: it spreads them. Wait with `eventually`.
package struct Prometheus: RealServer {
    package static var requirement: Requirement { .prometheus }

    /// The choices.
    package struct Options: Sendable {
        /// The ports on 127.0.0.1 that it scrapes.
        package var ports: [Int]
        /// The path of their pages.
        package var path: String
        /// Feature flags, such as `native-histograms`, beside `exemplar-storage`.
        package var features: [String]

        /// Makes choices.
        package init(scraping ports: [Int] = [], path: String = "/metrics", features: [String] = []) {
            self.ports = ports
            self.path = path
            self.features = features
        }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// Its port.
    package let port: Int

    private let features: [String]

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
        features = ["exemplar-storage"] + options.features
        let targets = options.ports.map { "'127.0.0.1:\($0)'" }.joined(separator: ", ")
        try process.folder.write(
            "prometheus.yml",
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: martlet
                metrics_path: \(options.path)
                static_configs:
                  - targets: [\(targets)]
            """
        )
    }

    package func command() throws -> Command {
        Command(
            try Self.requirement.program,
            [
                "--config.file=\(process.folder.file("prometheus.yml"))",
                "--storage.tsdb.path=\(process.folder.file("data"))",
                "--web.listen-address=127.0.0.1:\(port)",
                "--web.enable-lifecycle",
                "--web.enable-remote-write-receiver",
                "--enable-feature=\(features.joined(separator: ","))",
                "--log.level=warn",
            ]
        )
    }

    package func isReady() async throws -> Bool { try await HTTP.get("/-/ready", port: port).status == 200 }

    /// The address of its HTTP API.
    package func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// A sample that a query found.
    package struct Sample: Sendable, Hashable {
        /// Its labels; the name is `__name__`.
        package let labels: [String: String]
        /// Seconds since 1970.
        package let time: Double
        /// Its value.
        package let value: Double
    }

    /// The samples that an expression gives now.
    package func query(_ expression: String) async throws -> [Sample] {
        let data = try await get("/api/v1/query", [("query", expression)])
        return data["result"].array.map { result in
            Sample(
                labels: result["metric"].object.compactMapValues(\.string),
                time: result["value"][0].number ?? .nan,
                value: Double(result["value"][1].string ?? "") ?? .nan
            )
        }
    }

    /// A target and what came of its last scrape.
    package struct Target: Sendable, Hashable {
        /// The address that it scrapes.
        package let url: String
        /// `up`, `down` or `unknown`, which is before the first scrape.
        package let health: String
        /// Why the last scrape failed; empty if it did not. The strictest check that a page can be parsed.
        package let lastError: String
    }

    /// All targets.
    package func targets() async throws -> [Target] {
        try await get("/api/v1/targets", [])["activeTargets"].array.map { target in
            Target(
                url: target["scrapeUrl"].string ?? "",
                health: target["health"].string ?? "",
                lastError: target["lastError"].string ?? ""
            )
        }
    }

    /// An exemplar that was scraped.
    package struct Exemplar: Sendable, Hashable {
        /// The labels of the series.
        package let series: [String: String]
        /// Its own labels, such as `trace_id`.
        package let labels: [String: String]
        /// Its value.
        package let value: Double
        /// Seconds since 1970.
        package let time: Double
    }

    /// The exemplars of the series that an expression selects.
    package func exemplars(_ expression: String) async throws -> [Exemplar] {
        // An end in the future: the present cut to a whole second would miss the newest.
        let range = [("query", expression), ("start", "0"), ("end", "9999999999")]
        return try await get("/api/v1/query_exemplars", range).array.flatMap { series in
            series["exemplars"].array.map { exemplar in
                Exemplar(
                    series: series["seriesLabels"].object.compactMapValues(\.string),
                    labels: exemplar["labels"].object.compactMapValues(\.string),
                    value: Double(exemplar["value"].string ?? "") ?? .nan,
                    time: exemplar["timestamp"].number ?? .nan
                )
            }
        }
    }

    /// What it learned of a metric from the page.
    package struct Metadata: Sendable, Hashable {
        /// `counter`, `gauge`, `histogram`, `summary`, …
        package let type: String
        /// The text of HELP.
        package let help: String
        /// The text of UNIT.
        package let unit: String
    }

    /// Type, help and unit of all metrics that it scraped, by their names.
    package func metadata() async throws -> [String: Metadata] {
        try await get("/api/v1/metadata", []).object.mapValues { entries in
            Metadata(
                type: entries[0]["type"].string ?? "",
                help: entries[0]["help"].string ?? "",
                unit: entries[0]["unit"].string ?? ""
            )
        }
    }

    private func get(_ path: String, _ query: [(String, String)]) async throws -> JSONValue {
        let reply = try await HTTP.get("\(path)?\(HTTP.form(query))", port: port).json()
        guard reply["status"].string == "success" else {
            throw ServerError("\(path): \(reply["error"].string ?? "failed")")
        }
        return reply["data"]
    }
}
