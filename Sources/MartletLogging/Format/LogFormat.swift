import Logging

/// How lines look: logfmt, JSON, or a format of your own.
///
/// ```swift
/// let format: LogFormat = .json                              // what machines read
/// let format: LogFormat = .logfmt(keys: .goKit)              // what people and machines read
/// let format: LogFormat = .logfmt.colored(.onTerminal(.error))  // what people read
/// ```
///
/// A format is a value without state and may be shared. It appends to a ``LogBuffer`` and knows nothing of writers.
public struct LogFormat: Sendable {
    /// What the formats have in common.
    struct Options: Sendable {
        var keys: LogKeys
        var timestamp: TimestampFormat
        var levelNames: LevelNames
        var limits: LogLimits
        var redacted: Set<String>
    }

    private enum Kind: Sendable {
        case logfmt(LineLayout<LogfmtSyntax>)
        case json(LineLayout<JSONSyntax>)
        case custom(@Sendable (borrowing LogRecord, inout LogBuffer) -> Void)
    }

    private let kind: Kind
    private var colors: LogColors?

    private init(_ kind: Kind) {
        self.kind = kind
    }

    /// What holds for values, wherever a line shows them.
    var settings: EncoderSettings {
        switch kind {
        case .logfmt(let layout): layout.settings
        case .json(let layout): layout.settings
        case .custom: EncoderSettings(limits: .standard, reserved: ReservedKeys([]), redacted: [])
        }
    }

    /// logfmt with the standard keys.
    public static let logfmt = logfmt()

    /// JSON with the standard keys.
    public static let json = json()

    /// logfmt: `ts=2015-02-03T10:00:01.000000Z level=info msg="hello world" count=3`.
    ///
    /// A dictionary becomes keys with dots, a list the text of its JSON.
    ///
    /// - Parameters:
    ///   - keys: What the standard values are called.
    ///   - timestamp: How the time is written.
    ///   - levelNames: What the levels are called.
    ///   - limits: How large a line may become.
    ///   - redacted: Keys whose values are not shown, at any depth: `<redacted>`.
    public static func logfmt(
        keys: LogKeys = .standard,
        timestamp: TimestampFormat = .rfc3339,
        levelNames: LevelNames = .standard,
        limits: LogLimits = .standard,
        redacted: Set<String> = []
    ) -> LogFormat {
        let options = Options(
            keys: keys,
            timestamp: timestamp,
            levelNames: levelNames,
            limits: limits,
            redacted: redacted
        )
        return LogFormat(.logfmt(LineLayout(options)))
    }

    /// One JSON object a line: `{"ts":"2015-02-03T10:00:01.000000Z","level":"info","msg":"hello world","count":3}`.
    ///
    /// - Parameters:
    ///   - keys: What the standard values are called.
    ///   - timestamp: How the time is written.
    ///   - levelNames: What the levels are called.
    ///   - limits: How large a line may become.
    ///   - redacted: Keys whose values are not shown, at any depth: `<redacted>`.
    public static func json(
        keys: LogKeys = .standard,
        timestamp: TimestampFormat = .rfc3339,
        levelNames: LevelNames = .standard,
        limits: LogLimits = .standard,
        redacted: Set<String> = []
    ) -> LogFormat {
        let options = Options(
            keys: keys,
            timestamp: timestamp,
            levelNames: levelNames,
            limits: limits,
            redacted: redacted
        )
        return LogFormat(.json(LineLayout(options)))
    }

    /// A format of your own.
    ///
    /// - Parameter encode: Appends a line without its newline, and without newlines within: writers take one for its
    ///   end.
    public static func custom(_ encode: @escaping @Sendable (borrowing LogRecord, inout LogBuffer) -> Void) -> LogFormat
    {
        LogFormat(.custom(encode))
    }

    /// The same format in colours, if there are some.
    ///
    /// - Parameter colors: The colours; `nil`, which ``LogColors/onTerminal(_:environment:_:)`` returns when there is
    ///   no terminal, leaves the format as it is.
    public func colored(_ colors: LogColors?) -> LogFormat {
        guard let colors else { return self }
        var format = self
        format.colors = colors
        return format
    }

    /// Appends the line of a record, without its newline.
    ///
    /// - Parameters:
    ///   - record: What the line is made of.
    ///   - buffer: Where to append.
    public func append(_ record: borrowing LogRecord, to buffer: inout LogBuffer) {
        append(
            record.event,
            label: record.label,
            time: record.time,
            loggerMetadata: record.loggerMetadata,
            providerMetadata: record.providerMetadata,
            to: &buffer
        )
    }

    /// The same with the parts of a record, which the usual formats need not have in one place.
    @inline(__always)
    func append(
        _ event: LogEvent,
        label: String,
        time: LogTime,
        loggerMetadata: Logger.Metadata,
        providerMetadata: Logger.Metadata,
        to buffer: inout LogBuffer
    ) {
        if colors == nil {
            switch kind {
            case .logfmt(let layout):
                return layout.append(
                    event,
                    label: label,
                    time: time,
                    loggerMetadata: loggerMetadata,
                    providerMetadata: providerMetadata,
                    to: &buffer
                )
            case .json(let layout):
                return layout.append(
                    event,
                    label: label,
                    time: time,
                    loggerMetadata: loggerMetadata,
                    providerMetadata: providerMetadata,
                    to: &buffer
                )
            case .custom: break
            }
        }
        let record = LogRecord(
            event: event,
            label: label,
            time: time,
            loggerMetadata: loggerMetadata,
            providerMetadata: providerMetadata
        )
        appendSpecial(record, to: &buffer)
    }

    @inline(never)
    private func appendSpecial(_ record: LogRecord, to buffer: inout LogBuffer) {
        guard let colors else {
            if case .custom(let encode) = kind { encode(record, &buffer) }
            return
        }
        let start = colors.codes(for: record)
        buffer.append(start)
        var plain = self
        plain.colors = nil
        plain.append(record, to: &buffer)
        if !start.isEmpty { buffer.append(LogColors.reset) }
    }
}
