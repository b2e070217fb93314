import Glibc
import Logging
import RealServers
import ServiceLifecycleTestKit
import Testing

@testable import MartletLogging

@Suite(.requires(.rsyslog)) struct SyslogDestinationTests {
    private static let format = LogFormat.syslog(
        SyslogHeader(applicationName: "shop", hostname: "web-1", processID: "47", structuredDataID: "shop@32473")
    )

    private func logger(_ writer: BufferedLogWriter) -> Logger {
        Logger(label: "http") {
            LineLogHandler(label: $0, format: Self.format, writer: writer, now: { LogTime(seconds: 1_422_957_601) })
        }
    }

    private func roundTrip(_ input: String, _ destination: @Sendable (Rsyslog) -> SyslogDestination) async throws {
        try await withServer(Rsyslog.self) { server in
            let writer = BufferedLogWriter(destination(server))
            let logger = logger(writer)
            try await running(writer) {
                for number in 0..<100 { logger.warning("é \(number)", metadata: ["quote": #"a"]\b"#]) }
                let messages = try await eventually("all have arrived") {
                    let messages = try server.messages()
                    return messages.count >= 100 ? messages : nil
                }
                #expect(messages.count == 100)
                #expect(messages.map(\.text) == (0..<100).map { "é \($0)" })
                let first = try #require(messages.first)
                #expect(first.priority == 12 && first.version == "1" && first.host == "web-1")
                #expect(first.application == "shop" && first.process == "47" && first.id == "http")
                #expect(first.structuredData == #"[shop@32473 quote="a\"\]\\b"]"#)
                #expect(first.input == input)
                #expect(first.time.hasPrefix("2015-02-03T10:00:01"))
            }
        }
    }

    private func running(_ writer: BufferedLogWriter, _ body: @Sendable () async throws -> Void) async throws {
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { try await writer.run() }
                try await body()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    @Test func localSocket() async throws {
        try await roundTrip("imuxsock") { .local($0.socket) }
    }

    @Test func udp() async throws {
        try await roundTrip("imudp") { .udp("127.0.0.1", port: UInt16($0.port)) }
    }

    @Test func tcpWithLengths() async throws {
        try await roundTrip("imtcp") { .tcp("127.0.0.1", port: UInt16($0.port)) }
    }

    @Test func tcpWithNewlines() async throws {
        try await roundTrip("imtcp") { .tcp("127.0.0.1", port: UInt16($0.port), framing: .newline) }
    }

    /// Killed in the middle: callers do not notice, memory is bounded, what did not fit is counted, and the rest
    /// arrives.
    @Test func linesArriveAfterARestart() async throws {
        for isStream in [false, true] {
            try await withServer(Rsyslog.self) { server in
                let destination: SyslogDestination =
                    isStream ? .tcp("127.0.0.1", port: UInt16(server.port)) : .local(server.socket)
                let writer = BufferedLogWriter(destination, options: .init(capacity: 65_536))
                let logger = logger(writer)
                try await running(writer) {
                    logger.info("before")
                    _ = try await eventually("the first has arrived") { try server.messages().isEmpty ? nil : true }
                    await server.kill()
                    let start = ContinuousClock.now
                    for number in 0..<10_000 { logger.info("meanwhile \(number)") }
                    // 100 µs a line, on a machine that does other things too, is no wait for a server.
                    #expect(ContinuousClock.now - start < .seconds(1))
                    let statistics = writer.statistics
                    #expect(statistics.dropped > 0 && statistics.accepted + statistics.dropped == 10_001)
                    #expect(statistics.waitingBytes <= 2 * 65_536)
                    try await server.start()
                    _ = try await eventually("the rest has arrived") {
                        try server.messages().count >= statistics.accepted - 1 ? true : nil
                    }
                    logger.info("after")
                    _ = try await eventually("the last has arrived") {
                        try server.messages().last?.text == "after" ? true : nil
                    }
                }
            }
        }
    }

    @Test func aDatagramThatIsTooLongIsDroppedAndCounted() async throws {
        try await withServer(Rsyslog.self) { server in
            let writer = BufferedLogWriter(SyslogDestination.udp("127.0.0.1", port: UInt16(server.port)))
            try await running(writer) {
                writer.write("<14>1 - - - - - - " + String(repeating: "x", count: 70_000) + "\n")
                writer.write("<14>1 - - - - - - short\n")
                #expect(writer.flush(upTo: .seconds(10)))
                let messages = try await eventually("the short one has arrived") {
                    let messages = try server.messages()
                    return messages.isEmpty ? nil : messages
                }
                #expect(messages.map(\.text) == ["short"])
                #expect(writer.statistics.dropped == 1)
            }
        }
    }

    @Test func aNameThatIsTooLongIsAnError() {
        let destination = SyslogDestination.local(String(repeating: "x", count: 200))
        let error = #expect(throws: LogDestinationError.self) { try "x\n".withLine { try destination.write($0) } }
        #expect(error?.code == ENAMETOOLONG)
    }
}

extension String {
    func withLine<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        var copy = self
        return try copy.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
}
