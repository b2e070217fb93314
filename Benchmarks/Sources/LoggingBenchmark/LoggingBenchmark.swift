// The peer of Benchmarks/Go/logging: what a log line costs its caller.
//
// Every line has a level, a message and ten fields; both sides write the same bytes but for the order of keys in JSON, and
// neither writes a time. The lines go to a writer that discards them. See the peer for what each case is; those that only
// this side has:
//
//   logfmt-10-metadata, json-10-metadata  the fields as swift-log's dictionary
//   metadata-alone                        only the dictionary, to a handler that does nothing: the floor of the two above
//   fields-alone                          only the fields, to a handler that does nothing
//   json-10-buffered                      json-10 to a buffered writer whose thread writes to /dev/null
//   json-10-time                          json-10 with the time

import BenchmarkSupport
import Dispatch
import Logging
import MartletLogging

@main
struct LoggingBenchmark {
    static func main() {
        // Off the main actor, where awaiting anything costs a hop; and not by `await`, so that valgrind can run it.
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do { try await measure() } catch { print("failed: \(error)") }
            done.signal()
        }
        done.wait()
    }

    static func measure() async throws {
        let measurement = Measurement()
        try await measureFiltered(measurement)
        let logfmt = logger(.logfmt(keys: .brief, levelNames: .goKit))
        let json = logger(.json(keys: .brief, levelNames: .goKit))
        try await measurement.run("logfmt-10") { count in for number in 0..<count { logFields(logfmt, number) } }
        try await measurement.run("json-10") { count in for number in 0..<count { logFields(json, number) } }
        try await measurement.run("logfmt-10-metadata") { count in
            for number in 0..<count { logMetadata(logfmt, number) }
        }
        try await measurement.run("json-10-metadata") { count in for number in 0..<count { logMetadata(json, number) } }
        let nothing = Logger(label: "benchmark") { _ in SilentHandler() }
        try await measurement.run("metadata-alone") { count in for number in 0..<count { logMetadata(nothing, number) }
        }
        try await measurement.run("fields-alone") { count in for number in 0..<count { logFields(nothing, number) } }
        let timed = logger(.json(keys: LogKeys(), levelNames: .goKit))
        try await measurement.run("json-10-time") { count in for number in 0..<count { logFields(timed, number) } }
        try await measureBuffered(measurement)
    }

    private static func logger(_ format: LogFormat, _ writer: any LogWriter = DiscardingLogWriter()) -> Logger {
        Logger(label: "benchmark") { LineLogHandler(label: $0, format: format, writer: writer, level: .info) }
    }

    private static func measureFiltered(_ measurement: Measurement) async throws {
        let levels = LogLevels(.info, rules: ["other": .debug])
        let filtered = Logger(label: "benchmark") {
            LineLogHandler(label: $0, writer: DiscardingLogWriter(), levels: levels)
        }
        try await measurement.run("filtered") { count in for number in 0..<count { debugFields(filtered, number) } }
    }

    private static func measureBuffered(_ measurement: Measurement) async throws {
        let writer = BufferedLogWriter(.file("/dev/null"))
        let json = logger(.json(keys: .brief, levelNames: .goKit), writer)
        try await withThrowingTaskGroup { group in
            group.addTask { try await writer.run() }
            try await measurement.run("json-10-buffered") { count in for number in 0..<count { logFields(json, number) }
            }
            group.cancelAll()
        }
    }
}

@inline(never)
private func logFields(_ logger: Logger, _ number: Int) {
    logger.info(
        "request finished",
        metadata: .fields([
            "method": "GET", "path": "/users/42", "status": 200, "bytes": .int(number), "took": 1.25,
            "peer": "192.168.1.17:49152", "user": "ada", "id": "0af7651916cd43dd8448eb211c80319c",
            "agent": "Mozilla/5.0 (X11; Linux x86_64)", "cached": false,
        ])
    )
}

@inline(never)
private func debugFields(_ logger: Logger, _ number: Int) {
    logger.debug(
        "request finished",
        metadata: .fields(["method": "GET", "path": "/users/42", "status": 200, "bytes": .int(number)])
    )
}

@inline(never)
private func logMetadata(_ logger: Logger, _ number: Int) {
    logger.info(
        "request finished",
        metadata: [
            "method": "GET", "path": "/users/42", "status": .stringConvertible(200),
            "bytes": .stringConvertible(number),
            "took": .stringConvertible(1.25), "peer": "192.168.1.17:49152", "user": "ada",
            "id": "0af7651916cd43dd8448eb211c80319c", "agent": "Mozilla/5.0 (X11; Linux x86_64)",
            "cached": .stringConvertible(false),
        ]
    )
}

/// Does nothing with a line.
private struct SilentHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {}
}
