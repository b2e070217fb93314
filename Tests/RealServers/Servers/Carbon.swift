extension Requirement {
    /// Graphite's carbon-cache 1.1, Debian packages `graphite-carbon` and `python3-whisper`.
    package static let carbon = Requirement("carbon-cache", package: "apt-get install graphite-carbon python3-whisper")
    {
        [
            Installation.program("carbon-cache"), Installation.file(Installation.systemPython),
            Installation.file("/usr/lib/python3/dist-packages/whisper.py"),
        ]
    }
}

/// Graphite's carbon-cache: plaintext over TCP and UDP, and pickle. Points are kept for 10 minutes, one a second.
///
/// It drops a line that it cannot parse without a word to the client; `invalidLines()` tells.
package struct Carbon: RealServer {
    package static var requirement: Requirement { .carbon }

    package let process: ServerProcess

    /// The port that takes plaintext lines, over TCP and over UDP.
    package let port: Int
    /// The port that takes pickles over TCP.
    package let picklePort: Int

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcpAndUDP()
        picklePort = try FreePorts.tcp()
        let folder = process.folder
        for name in ["storage", "whisper", "lists", "log", "run"] { try folder.make(name) }
        try folder.write(
            "conf/carbon.conf",
            """
            [cache]
            CONF_DIR = \(folder.file("conf"))
            STORAGE_DIR = \(folder.file("storage"))
            LOCAL_DATA_DIR = \(folder.file("whisper"))
            WHITELISTS_DIR = \(folder.file("lists"))
            LOG_DIR = \(folder.file("log"))
            PID_DIR = \(folder.file("run"))
            USER =
            LINE_RECEIVER_INTERFACE = 127.0.0.1
            LINE_RECEIVER_PORT = \(port)
            ENABLE_UDP_LISTENER = True
            UDP_RECEIVER_INTERFACE = 127.0.0.1
            UDP_RECEIVER_PORT = \(port)
            PICKLE_RECEIVER_INTERFACE = 127.0.0.1
            PICKLE_RECEIVER_PORT = \(picklePort)
            CACHE_QUERY_INTERFACE = 127.0.0.1
            CACHE_QUERY_PORT = \(try FreePorts.tcp())
            MAX_CREATES_PER_MINUTE = inf
            MAX_UPDATES_PER_SECOND = inf
            ENABLE_TAGS = False
            """
        )
        try folder.write("conf/storage-schemas.conf", "[all]\npattern = .*\nretentions = 1s:10m\n")
        try folder.write(
            "conf/storage-aggregation.conf",
            "[all]\npattern = .*\nxFilesFactor = 0\naggregationMethod = last\n"
        )
    }

    package func command() throws -> Command {
        let folder = process.folder
        return Command(
            try Self.requirement.program,
            [
                "--config=\(folder.file("conf/carbon.conf"))", "--nodaemon", "--debug",
                "--pidfile=\(folder.file("run/pid"))", "start",
            ]
        )
    }

    package func isReady() async throws -> Bool {
        // The pickle port is opened after the one for lines.
        guard try await TCP.accepts(port: port) else { return false }
        return try await TCP.accepts(port: picklePort)
    }

    /// A point that it stored.
    package struct Point: Sendable, Hashable {
        /// Seconds since 1970.
        package let time: Int
        /// Its value.
        package let value: Double
    }

    /// The points that it stored of a metric, in the order of time; none if it does not know it.
    ///
    /// Points arrive in the file about a second after they were sent: use `eventually`.
    package func fetch(_ metric: String) async throws -> [Point] {
        let file = process.folder.file("whisper/\(metric.replacing(".", with: "/")).wsp")
        guard Installation.file(file) != nil else { return [] }
        let program = """
            import json, sys, time, whisper
            (start, end, step), values = whisper.fetch(sys.argv[1], 0, int(time.time()) + 1)
            print(json.dumps([[start + i * step, v] for i, v in enumerate(values) if v is not None]))
            """
        let points = try await Tool.run(Command(Installation.systemPython, ["-c", program, file])).json()
        return points.array.compactMap { point in
            guard let time = point[0].integer, let value = point[1].number else { return nil }
            return Point(time: time, value: value)
        }
    }

    /// The names of all metrics that it stored, without its own (`carbon.…`), sorted.
    package func metrics() -> [String] {
        process.folder.files(endingWith: ".wsp").compactMap { file in
            let name = file.dropFirst("whisper/".count).dropLast(".wsp".count).replacing("/", with: ".")
            return name.hasPrefix("carbon.") ? nil : String(name)
        }
    }

    /// The lines of its log about input that it could not read.
    package func invalidLines() -> [String] {
        process.log.split(separator: "\n").map(String.init).filter { $0.contains("invalid") }
    }
}
