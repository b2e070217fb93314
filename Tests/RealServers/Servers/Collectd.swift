extension Requirement {
    /// collectd 5.12, Debian package `collectd-core`.
    package static let collectd = Requirement("collectd", package: "apt-get install collectd-core") {
        [Installation.program("collectd"), Installation.file("/usr/lib/collectd/statsd.so")]
    }
}

/// collectd's StatsD plugin: a strict parser that logs each line it cannot read. It knows no tags.
///
/// It flushes every second into files: counts, timers and sets of one second, gauges and sums as they stand.
package struct Collectd: RealServer {
    package static var requirement: Requirement { .collectd }

    package let process: ServerProcess

    /// Its UDP port.
    package let port: Int

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.udp()
        try process.folder.write(
            "collectd.conf",
            """
            BaseDir "\(process.folder.path)"
            PIDFile "\(process.folder.file("pid"))"
            PluginDir "/usr/lib/collectd"
            TypesDB "/usr/share/collectd/types.db"
            Hostname "martlet"
            FQDNLookup false
            Interval 1
            LoadPlugin logfile
            <Plugin logfile>
              LogLevel info
              File "stderr"
              Timestamp false
            </Plugin>
            LoadPlugin csv
            <Plugin csv>
              DataDir "\(process.folder.file("values"))"
              StoreRates false
            </Plugin>
            LoadPlugin statsd
            <Plugin statsd>
              Host "127.0.0.1"
              Port "\(port)"
              CounterSum true
              TimerPercentile 50
              TimerCount true
              TimerSum true
              TimerLower true
              TimerUpper true
            </Plugin>

            """
        )
    }

    package func command() throws -> Command {
        Command(try Self.requirement.program, ["-f", "-C", process.folder.file("collectd.conf")])
    }

    package func isReady() async throws -> Bool {
        // Once for each start; the log goes on.
        let starts = process.log.split(separator: "\n").filter { $0.contains("Listening on [127.0.0.1]:\(port)") }.count
        return starts == process.startCount
    }

    /// The values that it wrote for a metric, one a second in the order of time, without those that say "none".
    ///
    /// - Parameter name: Kind and name as collectd puts them together, for example for
    ///   - a counter `reqs`: `count-reqs` (in each second) and `derive-reqs` (the sum so far),
    ///   - a gauge `temp`: `gauge-temp`,
    ///   - a timer `lat`, in seconds: `latency-lat-average`, `-lower`, `-upper`, `-sum`, `-percentile-50`, and
    ///     `gauge-lat-count`,
    ///   - a set `users`: `objects-users`.
    package func values(_ name: String) -> [Double] {
        let folder = "values/martlet/statsd/"
        // One file a day: the test may run at midnight.
        let files = process.folder.files(endingWith: "").filter { file in
            let rest = file.hasPrefix(folder + name) ? file.dropFirst((folder + name).count) : ""
            return rest.wholeMatch(of: /-\d{4}-\d{2}-\d{2}/) != nil
        }
        return files.flatMap { file in
            process.folder.read(file).split(separator: "\n").dropFirst().compactMap { line in
                line.split(separator: ",").last.flatMap { Double($0) }.flatMap { $0.isNaN ? nil : $0 }
            }
        }
    }

    /// The kinds and names of all metrics that it wrote, sorted; see `values(_:)`.
    package func metrics() -> [String] {
        let names = process.folder.files(endingWith: "").compactMap { file -> String? in
            guard let match = file.wholeMatch(of: /values\/martlet\/statsd\/(.+)-\d{4}-\d{2}-\d{2}/) else { return nil }
            return String(match.1)
        }
        return Set(names).sorted()
    }

    /// The lines that it could not read.
    package func unparsedLines() -> [String] {
        process.log.split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /Unable to parse line: "(.*)"/) else { return nil }
            return String(match.1)
        }
    }
}
