import Logging
import Synchronization
import Testing

@testable import MartletLogging

/// What both formats share: the order of a line, layers of metadata, limits, lazy values, redaction, colours.
@Suite struct LineTests {
    private let time = LogTime(seconds: 1_422_957_601, nanoseconds: 234_567_891)

    private func logger(
        _ format: LogFormat,
        provider: Logger.MetadataProvider? = nil,
        into writer: RecordingWriter
    ) -> Logger {
        Logger(label: "shop.http") {
            LineLogHandler(
                label: $0,
                format: format,
                writer: writer,
                level: .trace,
                metadataProvider: provider,
                now: { [time] in time }
            )
        }
    }

    @Test func orderOfALine() {
        let writer = RecordingWriter()
        let keys = LogKeys(label: "logger", source: "source", caller: "caller")
        let provider = Logger.MetadataProvider { ["span_id": "2", "trace_id": "1"] }
        for format in [LogFormat.logfmt(keys: keys), .json(keys: keys)] {
            var logger = logger(format, provider: provider, into: writer)
            logger[metadataKey: "z"] = "logger"
            logger.notice("hello there", error: SomeError(), metadata: ["b": "call"], file: "Shop/Main.swift", line: 12)
        }
        #expect(
            writer.lines == [
                #"ts=2015-02-03T10:00:01.234567Z level=notice logger=shop.http msg="hello there" err=err source=Shop "#
                    + "caller=Main.swift:12 z=logger span_id=2 trace_id=1 b=call\n",
                #"{"ts":"2015-02-03T10:00:01.234567Z","level":"notice","logger":"shop.http","msg":"hello there","err":"err","#
                    + #""source":"Shop","caller":"Main.swift:12","z":"logger","span_id":"2","trace_id":"1","b":"call"}"#
                    + "\n",
            ]
        )
    }

    @Test func timestamps() {
        let formats: [(TimestampFormat, String)] = [
            (.rfc3339(fractionalDigits: 0), "2015-02-03T10:00:01Z"),
            (.rfc3339(fractionalDigits: 3), "2015-02-03T10:00:01.234Z"),
            (.rfc3339(fractionalDigits: 99), "2015-02-03T10:00:01.234567891Z"), (.unixSeconds(), "1422957601"),
            (.unixSeconds(fractionalDigits: 3), "1422957601.234"),
        ]
        let keys = LogKeys(level: nil)
        for (timestamp, text) in formats {
            let writer = RecordingWriter()
            logger(.logfmt(keys: keys, timestamp: timestamp), into: writer).info("")
            logger(.json(keys: keys, timestamp: timestamp), into: writer).info("")
            #expect(
                writer.lines == ["ts=\(text)\n", timestamp.isNumber ? "{\"ts\":\(text)}\n" : "{\"ts\":\"\(text)\"}\n"]
            )
        }
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00"), (-1, "1969-12-31T23:59:59"), (951_782_400, "2000-02-29T00:00:00"),
        (951_868_799, "2000-02-29T23:59:59"), (951_868_800, "2000-03-01T00:00:00"),
        (4_107_542_399, "2100-02-28T23:59:59"),
        (4_107_542_400, "2100-03-01T00:00:00"), (1_735_689_599, "2024-12-31T23:59:59"),
        (253_402_300_799, "9999-12-31T23:59:59"),
        (Int64.max, "9999-12-31T23:59:59"), (Int64.min, "0000-01-01T00:00:00"),
        (-62_167_219_200, "0000-01-01T00:00:00"),
        (-62_162_035_201, "0000-02-29T23:59:59"),
    ])
    func dates(_ seconds: Int64, _ expected: String) {
        var buffer = LogBuffer()
        TimestampFormat.appendDate(seconds, to: &buffer)
        #expect(buffer.text == expected)
    }

    @Test func secondsBefore1970() {
        var buffer = LogBuffer()
        TimestampFormat.unixSeconds(fractionalDigits: 1).append(
            LogTime(seconds: -1, nanoseconds: 500_000_000),
            to: &buffer
        )
        #expect(buffer.text == "-0.5")
    }

    @Test func decimals() {
        for number in [
            0, 9, 10, 99, 100, 999_999, 10_000_000_000, UInt64.max, 9_999_999_999_999_999_999,
            10_000_000_000_000_000_000,
        ] {
            var buffer = LogBuffer()
            buffer.append(decimal: number)
            #expect(buffer.text == "\(number)")
        }
    }

    @Test func aKeyThatALaterLayerHasIsWrittenOnce() {
        let writer = RecordingWriter()
        let provider = Logger.MetadataProvider { ["b": "provider", "c": "provider"] }
        var logger = logger(.bareLogfmt, provider: provider, into: writer)
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("", metadata: ["c": "call"])
        logger.info("", metadata: .fields(["a": "field", "b": "field"]))
        #expect(writer.lines == ["a=logger b=provider c=call\n", "c=provider a=field b=field\n"])
    }

    @Test func metadataCannotForgeStandardValues() {
        let metadata: Logger.Metadata = ["level": "debug", "msg": "forged", "ts": "x", "levels": "y", "err": "z"]
        #expect(
            MartletLoggingTests.line(.plainLogfmt, level: .error, "real", metadata: metadata)
                == "level=error msg=real err=z fields.level=debug levels=y fields.msg=forged ts=x"
        )
        #expect(
            line(.plainJSON, level: .error, "real", ["level": "debug"])
                == #"{"level":"error","msg":"real","fields.level":"debug"}"#
        )
    }

    @Test func theKeyOfAnErrorIsTakenWhereThereIsOne() {
        let text = MartletLoggingTests.line(.plainLogfmt, "m", metadata: ["err": "metadata"], error: SomeError())
        #expect(text == "level=info msg=m err=err fields.err=metadata")
    }

    private func line(_ format: LogFormat, level: Logger.Level, _ message: Logger.Message, _ fields: LogFields)
        -> String
    {
        MartletLoggingTests.line(format, level: level, message, metadata: .fields(fields))
    }

    @Test func keysAreInOrderHoweverManyThereAre() {
        for count in [2, 10, 13, 14, 15, 16, 100] {
            var metadata: Logger.Metadata = [:]
            // The first eight bytes are the same for many.
            for number in 0..<count { metadata["same-prefix-\(number % 7)-\(number)"] = "v" }
            let keys = metadata.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(
                MartletLoggingTests.line(.bareLogfmt, metadata: metadata)
                    == keys.map { $0 + "=v" }.joined(separator: " ")
            )
        }
        #expect(
            MartletLoggingTests.line(
                .bareLogfmt,
                metadata: ["b": "2", "": "0", "ab": "1", "é": "4", "a": "1", "c": "3"]
            )
                == "_=0 a=1 ab=1 b=2 c=3 é=4"
        )
    }

    @Test func lazyValuesAreComputedOncePerLine() {
        let calls = Mutex(0)
        let writer = RecordingWriter()
        var logger = logger(.bareLogfmt, into: writer)
        logger[metadataKey: "count"] = .lazy {
            calls.withLock {
                $0 += 1; return "\($0)"
            }
        }
        logger.logLevel = .info
        logger.debug("", metadata: ["call": .lazy { "never" }])
        logger.info("", metadata: ["call": "first"])
        logger.info("", metadata: .fields(["call": .lazy { "second" }]))
        #expect(writer.lines == ["count=1 call=first\n", "count=2 call=second\n"])
        #expect(calls.withLock { $0 } == 2)
    }

    @Test func lazyValuesMayLog() {
        let writer = RecordingWriter()
        let logger = logger(.bareLogfmt, into: writer)
        logger.info(
            "outer",
            metadata: [
                "k": .lazy {
                    logger.info("inner"); return "v"
                }
            ]
        )
        #expect(writer.lines == ["msg=inner\n", "msg=outer k=v\n"])
    }

    @Test func longTextsAreCut() {
        let format = LogFormat.logfmt(keys: LogKeys(timestamp: nil, level: nil), limits: LogLimits(valueBytes: 16))
        let text = String(repeating: "é", count: 20)
        #expect(MartletLoggingTests.line(format, metadata: ["k": .string(text)]) == "k=éééééééé…")
        #expect(MartletLoggingTests.line(format, metadata: ["k": .string("x" + text)]) == "k=xééééééé…")
        #expect(MartletLoggingTests.line(format, metadata: ["k": "1234567890123456"]) == "k=1234567890123456")
        #expect(MartletLoggingTests.line(format, metadata: ["12345678901234567": "v"]) == "1234567890123456=v")
    }

    @Test func longLinesLoseMetadata() {
        let format = LogFormat.json(keys: LogKeys(timestamp: nil, level: nil), limits: LogLimits(lineBytes: 256))
        var metadata: Logger.Metadata = [:]
        for number in 100..<200 { metadata["k\(number)"] = "1234567890" }
        let text = MartletLoggingTests.line(format, "m", metadata: metadata)
        #expect(text.hasSuffix(#""k112":"1234567890","truncated":true}"#), "\(text)")
        #expect(text.utf8.count < 320)
        let list = Logger.MetadataValue.array(Array(repeating: "1234567890", count: 1_000))
        #expect(MartletLoggingTests.line(format, metadata: ["l": list]).hasSuffix(#""1234567890"],"truncated":true}"#))
    }

    @Test func deepMetadataIsCut() {
        var value = Logger.MetadataValue.string("x")
        for _ in 0..<10_000 { value = .array([value]) }
        let format = LogFormat.json(keys: LogKeys(timestamp: nil, level: nil), limits: LogLimits(depth: 3))
        #expect(MartletLoggingTests.line(format, metadata: ["a": value]) == #"{"a":[["…"]]}"#)
        let logfmt = LogFormat.logfmt(keys: LogKeys(timestamp: nil, level: nil), limits: LogLimits(depth: 2))
        #expect(MartletLoggingTests.line(logfmt, metadata: ["a": ["b": ["c": "d"]]]) == #"a.b="\"…\"""#)
    }

    @Test func redaction() {
        let keys = LogKeys(timestamp: nil, level: nil)
        let metadata: Logger.Metadata = [
            "password": "p", "user": ["name": "ada", "password": ["x": "y"]], "a": [["password": "p"]],
        ]
        #expect(
            MartletLoggingTests.line(.logfmt(keys: keys, redacted: ["password"]), metadata: metadata)
                == #"a="[{\"password\":\"<redacted>\"}]" password=<redacted> user.name=ada user.password=<redacted>"#
        )
        #expect(
            MartletLoggingTests.line(.json(keys: keys, redacted: ["password"]), metadata: metadata)
                == #"{"a":[{"password":"<redacted>"}],"password":"<redacted>","user":{"name":"ada","password":"<redacted>"}}"#
        )
        #expect(
            MartletLoggingTests.line(.json(keys: keys, redacted: ["password"]), ["password": "p", "b": 1])
                == #"{"password":"<redacted>","b":1}"#
        )
    }

    @Test func longLinesMoveToTheHeap() {
        let text = String(repeating: "x", count: 5_000)
        #expect(MartletLoggingTests.line(.bareLogfmt, "m", metadata: ["k": .string(text)]) == "msg=m k=" + text)
    }

    @Test func formatOfYourOwn() {
        let format = LogFormat.custom { record, buffer in
            buffer.append("\(record.level): \(record.event.message) \(record.metadata.keys.sorted())")
        }
        #expect(MartletLoggingTests.line(format, "hello", metadata: ["a": "b"]) == "info: hello [\"a\"]")
    }

    @Test func fieldsInHandlersOfOthers() {
        let fields: LogFields = ["a": 1, "b": "two words"]
        #expect("\(fields)" == #"a=1 b="two words""#)
        #expect(Logger.Metadata.fields(fields)["fields"]?.description == #"a=1 b="two words""#)
        var appended: LogFields = [:]
        appended.append("x", "y")
        #expect(appended.count == 1)
        #expect(
            MartletLoggingTests.line(.bareLogfmt, ["m": .metadata(["x": "y"]), "s": "\(1 + 1) b"]) == #"m.x=y s="2 b""#
        )
    }
}
