public import Logging

/// Gives each line to several handlers, each with a level of its own.
///
/// ```swift
/// TeeLogHandler(
///     LineLogHandler(label: label, format: .json, writer: file, level: .debug),
///     LineLogHandler(label: label, format: .logfmt, writer: terminal, level: .warning)
/// )
/// ```
///
/// Unlike swift-log's `MultiplexLogHandler` it asks each handler for its level at each line, so that levels which
/// change while the program runs (``LogLevels``) work, and it does not build metadata anew for each of them.
public struct TeeLogHandler: LogHandler {
    private var handlers: [any LogHandler]

    /// Makes a handler.
    ///
    /// - Parameter handlers: What gets the lines; without any, lines are forgotten.
    public init(_ handlers: any LogHandler...) {
        self.handlers = handlers
    }

    /// The lowest level that any of the handlers writes. Setting it sets that of all of them.
    public var logLevel: Logger.Level {
        get {
            var lowest = Logger.Level.critical
            for handler in handlers where handler.logLevel < lowest { lowest = handler.logLevel }
            return lowest
        }
        set { for index in handlers.indices { handlers[index].logLevel = newValue } }
    }

    /// The metadata of the first handler. Setting it sets that of all.
    public var metadata: Logger.Metadata {
        get { handlers.first?.metadata ?? [:] }
        set { for index in handlers.indices { handlers[index].metadata = newValue } }
    }

    /// The provider of the first handler. Setting it sets that of all.
    public var metadataProvider: Logger.MetadataProvider? {
        get { handlers.first?.metadataProvider }
        set { for index in handlers.indices { handlers[index].metadataProvider = newValue } }
    }

    /// A value of the metadata of all handlers.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handlers.first?[metadataKey: key] }
        set { for index in handlers.indices { handlers[index][metadataKey: key] = newValue } }
    }

    /// Gives the line to the handlers whose level it has.
    public func log(event: LogEvent) {
        for handler in handlers where handler.logLevel <= event.level { handler.log(event: event) }
    }
}
