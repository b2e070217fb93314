import Logging
import Synchronization
import Testing

@testable import MartletLogging

@Suite struct SyslogFormatTests {
    private static let header = SyslogHeader(
        applicationName: "shop",
        facility: .local(0),
        hostname: "web-1",
        processID: "47"
    )

    private func message(
        _ format: LogFormat,
        label: String = "http",
        level: Logger.Level = .info,
        _ text: Logger.Message,
        error: (any Error)? = nil,
        metadata: Logger.Metadata? = nil
    ) -> String {
        let writer = RecordingWriter()
        let logger = Logger(label: label) {
            LineLogHandler(
                label: $0,
                format: format,
                writer: writer,
                level: .trace,
                now: { LogTime(seconds: 1_422_957_601, nanoseconds: 5_000) }
            )
        }
        logger.log(level: level, text, error: error, metadata: metadata)
        return String(writer.text.dropLast())
    }

    /// T5 of the inventory: the body, and the severity that the level chooses. There, a level may be any text; here it
    /// is typed.
    @Test(arguments: [
        (Logger.Level.warning, "one", 4, "level=warn msg=one"), (.info, "three", 6, "level=info msg=three"),
        (.error, "four", 3, "level=error msg=four"), (.debug, "five", 7, "level=debug msg=five"),
        (.trace, "six", 7, "level=debug msg=six"), (.notice, "seven", 5, "level=info msg=seven"),
        (.critical, "eight", 2, "level=error msg=eight"), (.error, "null", 3, #"level=error msg="null""#),
    ])
    func severities(_ level: Logger.Level, _ text: String, _ severity: Int, _ body: String) {
        let format = LogFormat.syslog(Self.header, body: .plainLogfmt)
        #expect(
            message(format, level: level, "\(text)")
                == "<\(16 * 8 + severity)>1 2015-02-03T10:00:01.000005Z web-1 shop 47 http - \(body)"
        )
    }

    @Test func severityOfYourOwn() {
        let all: [(String, SyslogSeverity, Int)] = [
            ("emergency", .emergency, 0), ("alert", .alert, 1), ("critical", .critical, 2), ("error", .error, 3),
            ("warning", .warning, 4), ("notice", .notice, 5), ("info", .informational, 6), ("debug", .debug, 7),
        ]
        let header = SyslogHeader(applicationName: "a", facility: .user, hostname: "h", processID: "1")
        for (name, severity, code) in all {
            let format = LogFormat.syslog(header) { $0.metadata["level"] == "\(name)" ? severity : .debug }
            #expect(message(format, "x", metadata: ["level": "\(name)"]).hasPrefix("<\(8 + code)>1 "))
        }
        #expect(SyslogFacility.daemon.code == 3 && SyslogFacility.authorization.code == 10)
        #expect(
            SyslogFacility.local(7).code == 23 && SyslogFacility.local(8).code == 23
                && SyslogFacility.local(-1).code == 16
        )
    }

    @Test func structuredDataKeepsSecretsAndLimits() {
        var header = Self.header
        header.structuredDataID = "shop@32473"
        let body = LogFormat.logfmt(limits: LogLimits(valueBytes: 100), redacted: ["password"])
        let long = String(repeating: "x", count: 200)
        let text = message(.syslog(header, body: body), "m", metadata: ["password": "hunter2", "text": "\(long)"])
        #expect(text.contains(#"text=""# + String(repeating: "x", count: 100) + "\""), "\(text)")
        #expect(text.contains(#"password="<redacted>""#), "\(text)")
        #expect(!text.contains("hunter2"))
    }

    @Test func structuredData() {
        var header = Self.header
        header.structuredDataID = "shop@32473"
        let format = LogFormat.syslog(header)
        #expect(
            message(
                format,
                "two\nlines",
                error: SomeError(),
                metadata: [
                    "b": #"a"b\c]d"#, "a=]\"é": "\n",
                    "f": .stringConvertible(
                        ["x": 1, "y": .double(.nan), "z": .duration(.milliseconds(5)), "n": nil] as LogFields
                    ),
                ]
            )
                == #"<134>1 2015-02-03T10:00:01.000005Z web-1 shop 47 http [shop@32473 a_____=" " b="a\"b\\c\]d" x="1" y="NaN" z="5ms" n="null"] two lines: err"#
        )
        #expect(message(format, "none").hasSuffix(" http [shop@32473] none"))
        header.structuredDataID = "a b=" + String(repeating: "x", count: 40)
        #expect(message(.syslog(header), "m").contains(" [a_b_" + String(repeating: "x", count: 28) + "] m"))
    }

    @Test func headerFieldsAreMadeValid() {
        let header = SyslogHeader(
            applicationName: String(repeating: "a", count: 50),
            hostname: "my host",
            processID: String(repeating: "é", count: 70)
        )
        let text = message(.syslog(header, body: .bareLogfmt), label: "", "m")
        #expect(
            text == "<14>1 2015-02-03T10:00:01.000005Z my_host \(String(repeating: "a", count: 48)) "
                + String(repeating: "_", count: 128) + " - - msg=m"
        )
        let long = message(.syslog(header, body: .bareLogfmt), label: String(repeating: "l", count: 40), "m")
        #expect(long.contains(" " + String(repeating: "l", count: 32) + " - msg=m"))
        #expect(SyslogEncoder.field("", limit: 5) == "-")
        #expect(SyslogEncoder.name("", limit: 5) == "_")
    }

    @Test func markBeforeUTF8() {
        var header = Self.header
        header.marksUTF8 = true
        #expect(message(.syslog(header, body: .bareLogfmt), "é").hasSuffix(" - \u{FEFF}msg=é"))
    }

    @Test func framing() {
        let message = Array("<34>1 é".utf8)
        #expect(
            message.withUnsafeBytes { String(decoding: SyslogFraming.octetCounting.frame($0), as: UTF8.self) }
                == "8 <34>1 é"
        )
        #expect(
            message.withUnsafeBytes { String(decoding: SyslogFraming.newline.frame($0), as: UTF8.self) } == "<34>1 é\n"
        )
    }
}
