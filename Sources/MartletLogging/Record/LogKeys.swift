/// What the standard values of a line are called, and which of them there are.
///
/// ```swift
/// var keys = LogKeys.standard
/// keys.caller = "caller"  // file and line of the call
/// keys.label = nil        // without the logger's label
/// let format = LogFormat.json(keys: keys)
/// ```
///
/// The order of a line is fixed: time, level, label, message, error, source, caller, and then the metadata. A key of
/// the metadata that equals one of these names is written as `fields.NAME`, so that no value can pass itself off as the
/// level of its line.
public struct LogKeys: Sendable, Hashable {
    /// The time; `nil` leaves it out.
    public var timestamp: String? = "ts"

    /// The level; `nil` leaves it out.
    public var level: String? = "level"

    /// The logger's label; `nil` leaves it out.
    public var label: String?

    /// The message; an empty message is left out.
    public var message: String = "msg"

    /// The text of the error that was logged, if one was.
    public var error: String = "err"

    /// The source as swift-log understands it, usually the module; `nil` leaves it out.
    public var source: String?

    /// The file and line of the call, `file.swift:12`; `nil` leaves it out.
    public var caller: String?

    /// What repetitions that were held back are counted under, by ``LogDeduplication``.
    public static let repeated = "repeated"

    /// Makes names.
    ///
    /// - Parameters:
    ///   - timestamp: The time.
    ///   - level: The level.
    ///   - label: The logger's label.
    ///   - message: The message.
    ///   - error: The error.
    ///   - source: The source.
    ///   - caller: File and line.
    public init(
        timestamp: String? = "ts",
        level: String? = "level",
        label: String? = nil,
        message: String = "msg",
        error: String = "err",
        source: String? = nil,
        caller: String? = nil
    ) {
        self.timestamp = timestamp
        self.level = level
        self.label = label
        self.message = message
        self.error = error
        self.source = source
        self.caller = caller
    }

    /// `ts`, `level`, `logger`, `msg`, `err`.
    public static let standard = LogKeys(label: "logger")

    /// As in most Go kit services: `ts`, `level`, `msg`, `err`, `caller`.
    public static let goKit = LogKeys(caller: "caller")

    /// Level, message and error only: what a terminal or a collector that adds the time itself wants.
    public static let brief = LogKeys(timestamp: nil)
}
