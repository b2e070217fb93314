extension Requirement {
    /// InfluxDB 1.6, Debian package `influxdb`.
    package static let influxDB = Requirement("InfluxDB", package: "apt-get install influxdb") {
        [Installation.program("influxd")]
    }
}

/// InfluxDB 1.6: line protocol over HTTP and UDP.
///
/// The databases `martlet` (for HTTP) and `udp` (what arrives over UDP) are there.
package struct InfluxDB: RealServer {
    package static var requirement: Requirement { .influxDB }

    /// The choices.
    package struct Options: Sendable {
        /// Name and password that every request must carry; without one none is asked for.
        package var user: (name: String, password: String)?

        /// Makes choices.
        package init(user: (name: String, password: String)? = nil) { self.user = user }
    }

    package static var defaultOptions: Options { Options() }

    package let process: ServerProcess

    /// The port of the HTTP API.
    package let port: Int
    /// The port that takes lines over UDP, into the database `udp`.
    package let udpPort: Int

    private let options: Options

    package init(_ options: Options, process: ServerProcess) throws {
        self.process = process
        self.options = options
        port = try FreePorts.tcp()
        udpPort = try FreePorts.udp()
        let folder = process.folder
        try folder.write(
            "influxdb.conf",
            """
            reporting-disabled = true
            bind-address = "127.0.0.1:\(try FreePorts.tcp())"
            [meta]
              dir = "\(folder.file("meta"))"
            [data]
              dir = "\(folder.file("data"))"
              wal-dir = "\(folder.file("wal"))"
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:\(port)"
              auth-enabled = \(options.user != nil)
            [[udp]]
              enabled = true
              bind-address = "127.0.0.1:\(udpPort)"
              database = "udp"
              batch-size = 1
              batch-timeout = "100ms"
            """
        )
    }

    package func command() throws -> Command {
        Command(try Self.requirement.program, ["-config", process.folder.file("influxdb.conf")])
    }

    package func isReady() async throws -> Bool { try await HTTP.get("/ping", port: port).status == 204 }

    package func prepare() async throws {
        if let user = options.user {
            try await execute("CREATE USER \"\(user.name)\" WITH PASSWORD '\(user.password)' WITH ALL PRIVILEGES")
        }
        try await execute("CREATE DATABASE martlet")
        try await execute("CREATE DATABASE udp")
    }

    /// The address of its HTTP API.
    ///
    /// - Parameter path: Path and query.
    package func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Writes lines; the status is 204 when it took them.
    @discardableResult
    package func write(_ lines: String, database: String = "martlet") async throws -> HTTP.Reply {
        try await HTTP.post("/write?db=\(database)&precision=ns", port: port, fields: authorization, body: lines.utf8)
    }

    /// The rows that a query finds, each a dictionary of columns and tags; times are nanoseconds since 1970.
    ///
    /// ```swift
    /// let rows = try await database.query("SELECT * FROM requests GROUP BY *")
    /// #expect(rows[0]["value"] == .integer(1))
    /// ```
    package func query(_ query: String, database: String = "martlet") async throws -> [[String: JSONValue]] {
        let form = HTTP.form([("db", database), ("epoch", "ns"), ("q", query)])
        let reply = try await HTTP.get("/query?\(form)", port: port, fields: authorization).expecting().json()
        if let error = reply["results"][0]["error"].string { throw ServerError("\(query): \(error)") }
        return reply["results"][0]["series"].array.flatMap { series in
            let columns = series["columns"].array.compactMap(\.string)
            return series["values"].array.map { values in
                let row = Dictionary(zip(columns, values.array)) { first, _ in first }
                return row.merging(series["tags"].object) { column, _ in column }
            }
        }
    }

    private func execute(_ statement: String) async throws {
        _ = try await HTTP.post("/query?" + HTTP.form([("q", statement)]), port: port, fields: authorization)
            .expecting()
    }

    private var authorization: [(String, String)] {
        guard let user = options.user else { return [] }
        return [("Authorization", "Basic \(base64("\(user.name):\(user.password)"))")]
    }
}
