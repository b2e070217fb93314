public import Logging

/// Everything that a line is made of: what was logged, and what the handler knows.
///
/// A ``LogFormat`` of your own gets it, and so does a function that chooses colours.
public struct LogRecord: Sendable {
    /// What was logged.
    public var event: LogEvent

    /// The label of the logger.
    public var label: String

    /// When it was logged.
    public var time: LogTime

    /// The metadata of the logger.
    public var loggerMetadata: Logger.Metadata

    /// The metadata of the provider: the trace, for example.
    public var providerMetadata: Logger.Metadata

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - event: What was logged.
    ///   - label: The label of the logger.
    ///   - time: When it was logged.
    ///   - loggerMetadata: The metadata of the logger.
    ///   - providerMetadata: The metadata of the provider.
    public init(
        event: LogEvent,
        label: String,
        time: LogTime,
        loggerMetadata: Logger.Metadata = [:],
        providerMetadata: Logger.Metadata = [:]
    ) {
        self.event = event
        self.label = label
        self.time = time
        self.loggerMetadata = loggerMetadata
        self.providerMetadata = providerMetadata
    }

    /// The level of the line.
    public var level: Logger.Level { event.level }

    /// All metadata: the call's wins over the provider's, and that over the logger's.
    public var metadata: Logger.Metadata {
        var all = loggerMetadata
        all.merge(providerMetadata) { _, new in new }
        if let metadata = event.metadata { all.merge(metadata) { _, new in new } }
        return all
    }
}
