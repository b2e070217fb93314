public import Logging

/// Writes log lines: the handler behind swift-log's `Logger`.
///
/// ```swift
/// let writer = BufferedLogWriter(.standardOutput)
/// let levels = LogLevels(.info)
/// let logger = Logger(label: "stringsvc") {
///     LineLogHandler(label: $0, format: .json, writer: writer, levels: levels)
/// }
/// logger.info("listening", metadata: ["port": "8080"])
/// // {"ts":"…","level":"info","logger":"stringsvc","msg":"listening","port":"8080"}
/// ```
///
/// The metadata of the logger comes first in a line, then that of the provider, then that of the call, each by key; a
/// key that a later one has too is written once, with the later value. The identifiers of a trace come from a metadata
/// provider.
///
/// A line is put together on the stack of the caller, and only the finished line goes to the writer: no description,
/// lazy value or provider runs under a lock.
///
/// To bootstrap swift-log with it, once, in `main`:
/// `LoggingSystem.bootstrap { LineLogHandler(label: $0, writer: writer, levels: levels) }`.
public struct LineLogHandler: LogHandler {
    /// All of the handler in one object: swift-log copies a handler at each call, filtered ones too, and that is then
    /// one reference to count.
    private final class Storage: Sendable {
        let label: String
        let format: LogFormat
        let writer: any LogWriter
        let level: LevelCell
        let provider: Logger.MetadataProvider?
        let metadata: Logger.Metadata
        let now: @Sendable () -> LogTime

        init(
            label: String,
            format: LogFormat,
            writer: any LogWriter,
            level: LevelCell,
            provider: Logger.MetadataProvider?,
            metadata: Logger.Metadata = [:],
            now: @escaping @Sendable () -> LogTime
        ) {
            self.label = label
            self.format = format
            self.writer = writer
            self.level = level
            self.provider = provider
            self.metadata = metadata
            self.now = now
        }

        func with(
            level: LevelCell? = nil,
            provider: Logger.MetadataProvider?,
            metadata: Logger.Metadata? = nil
        ) -> Storage {
            Storage(
                label: label,
                format: format,
                writer: writer,
                level: level ?? self.level,
                provider: provider,
                metadata: metadata ?? self.metadata,
                now: now
            )
        }
    }

    private var storage: Storage

    /// Makes a handler whose level follows a program's ``LogLevels``.
    ///
    /// - Parameters:
    ///   - label: The label of the logger.
    ///   - format: How lines look.
    ///   - writer: Where lines go.
    ///   - levels: The levels of the program.
    ///   - metadataProvider: Adds what belongs to the task that logs: the identifiers of its trace, for example.
    ///   - now: The time; tests pass their own.
    public init(
        label: String,
        format: LogFormat = .logfmt,
        writer: any LogWriter,
        levels: LogLevels,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> LogTime = { LogTime.now() }
    ) {
        storage = Storage(
            label: label,
            format: format,
            writer: writer,
            level: levels.cell(for: label),
            provider: metadataProvider,
            now: now
        )
    }

    /// Makes a handler with a level of its own.
    ///
    /// - Parameters:
    ///   - label: The label of the logger.
    ///   - format: How lines look.
    ///   - writer: Where lines go.
    ///   - level: The lowest level that is written.
    ///   - metadataProvider: Adds what belongs to the task that logs: the identifiers of its trace, for example.
    ///   - now: The time; tests pass their own.
    public init(
        label: String,
        format: LogFormat = .logfmt,
        writer: any LogWriter,
        level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> LogTime = { LogTime.now() }
    ) {
        storage = Storage(
            label: label,
            format: format,
            writer: writer,
            level: LevelCell(level),
            provider: metadataProvider,
            now: now
        )
    }

    /// The lowest level that is written. Setting it concerns this value and its copies only.
    public var logLevel: Logger.Level {
        get { storage.level.level }
        set { storage = storage.with(level: LevelCell(newValue), provider: storage.provider) }
    }

    /// The metadata of the logger.
    public var metadata: Logger.Metadata {
        get { storage.metadata }
        set { storage = storage.with(provider: storage.provider, metadata: newValue) }
    }

    /// What adds metadata of the task that logs.
    public var metadataProvider: Logger.MetadataProvider? {
        get { storage.provider }
        set { storage = storage.with(provider: newValue) }
    }

    /// A value of the logger's metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { storage.metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        let storage = storage
        // A kibibyte is what the compiler puts on the stack; a longer line moves to the heap.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { memory in
            var buffer = LogBuffer(borrowing: memory)
            storage.format.append(
                event,
                label: storage.label,
                time: storage.now(),
                loggerMetadata: storage.metadata,
                providerMetadata: storage.provider?.get() ?? [:],
                to: &buffer
            )
            buffer.append(UInt8(ascii: "\n"))
            buffer.withBytes { storage.writer.write(UnsafeRawBufferPointer($0), level: event.level) }
        }
    }
}
