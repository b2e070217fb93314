public import Logging

/// Changes or drops lines before a handler gets them.
///
/// ```swift
/// FilteredLogHandler(handler) { event in
///     event.metadata?["path"] == "/livez" ? nil : event
/// }
/// ```
///
/// Lines below the handler's level do not come so far.
public struct FilteredLogHandler<Handler: LogHandler>: LogHandler {
    private var handler: Handler
    private let transform: @Sendable (LogEvent) -> LogEvent?

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - handler: What gets the lines.
    ///   - transform: The line as the handler gets it, or `nil` to drop it. Called by the thread that logs.
    public init(_ handler: Handler, _ transform: @escaping @Sendable (LogEvent) -> LogEvent?) {
        self.handler = handler
        self.transform = transform
    }

    /// The level of the handler.
    public var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    /// The metadata of the handler.
    public var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    /// The provider of the handler.
    public var metadataProvider: Logger.MetadataProvider? {
        get { handler.metadataProvider }
        set { handler.metadataProvider = newValue }
    }

    /// A value of the handler's metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    /// Gives the handler what the closure makes of the line.
    public func log(event: LogEvent) {
        if let event = transform(event) { handler.log(event: event) }
    }
}
