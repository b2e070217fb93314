import Logging
import MartletLogging
import Synchronization

/// Keeps lines.
final class RecordingWriter: LogWriter {
    private let storage = Mutex<[(line: String, level: Logger.Level)]>([])

    var lines: [String] { storage.withLock { $0.map(\.line) } }
    var levels: [Logger.Level] { storage.withLock { $0.map(\.level) } }
    var text: String { lines.joined() }

    func write(_ line: UnsafeRawBufferPointer, level: Logger.Level) {
        let text = String(decoding: line, as: UTF8.self)
        storage.withLock { $0.append((text, level)) }
    }

    func flush() {}
}

extension LogFormat {
    /// Level and message only, with the names of Go kit.
    static let plainLogfmt = LogFormat.logfmt(keys: .brief, levelNames: .goKit)
    static let plainJSON = LogFormat.json(keys: .brief, levelNames: .goKit)
    /// Nothing but the message and the metadata.
    static let bareLogfmt = LogFormat.logfmt(keys: LogKeys(timestamp: nil, level: nil))
    static let bareJSON = LogFormat.json(keys: LogKeys(timestamp: nil, level: nil))
}

/// The line, without its newline, that a format makes.
func line(
    _ format: LogFormat,
    level: Logger.Level = .info,
    _ message: Logger.Message = "",
    metadata: Logger.Metadata? = nil,
    error: (any Error)? = nil
) -> String {
    let writer = RecordingWriter()
    let logger = Logger(label: "test") { LineLogHandler(label: $0, format: format, writer: writer, level: .trace) }
    logger.log(level: level, message, error: error, metadata: metadata)
    let text = writer.text
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
}

/// The line of some fields.
func line(_ format: LogFormat, _ fields: LogFields) -> String {
    line(format, metadata: .fields(fields))
}

struct SomeError: Error, CustomStringConvertible {
    var description = "err"
}

struct Describes: CustomStringConvertible, Sendable {
    var description: String
}

extension LogWriter {
    func write(_ text: String, level: Logger.Level = .info) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), level: level) }
    }
}
