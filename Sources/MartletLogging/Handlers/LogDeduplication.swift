public import Logging
public import ServiceLifecycle
import Synchronization

/// Writes a line once, and says later how often it came again: `msg="cannot connect" host=db repeated=4127`.
///
/// ```swift
/// let deduplication = LogDeduplication(within: .seconds(10))
/// let logger = Logger(label: "shop") { label in
///     deduplication.handler(label: label, LineLogHandler(label: label, writer: writer, levels: levels))
/// }
/// let group = ServiceGroup(services: [writer, deduplication, server], …)
/// ```
///
/// The first line is written at once. Lines that are the same — label, level, message, error and the metadata of logger
/// and call — are then counted for the length of the window. Afterwards the line is written once more with the count:
/// when it comes again, by ``run()`` after at most another window, or when the service is shut down. Metadata of a
/// provider is not looked at: the same failure in another trace is the same failure.
///
/// To see a part of the lines instead, use ``LogSampling``, which costs less.
public final class LogDeduplication: Service {
    private struct Held: Sendable {
        let event: LogEvent
        let handler: any LogHandler
    }

    private let table: Mutex<RepeatTable<[UInt8], Held>>
    private let window: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let wait: @Sendable (Duration) async throws -> Void

    /// Makes a deduplication.
    ///
    /// - Parameters:
    ///   - window: For how long a line is not written again.
    ///   - maximumLines: How many different lines are remembered; further ones are written each time.
    ///   - clock: The clock; tests pass a manual one.
    public init<C: Clock>(
        within window: Duration = .seconds(10),
        maximumLines: Int = 1024,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        table = Mutex(RepeatTable(window: window, maximumLines: maximumLines))
        self.window = max(window, .milliseconds(1))
        now = { clock.now }
        wait = { try await clock.sleep(until: clock.now + $0, tolerance: nil) }
    }

    /// The handler with deduplication in front of it.
    ///
    /// - Parameters:
    ///   - label: The label of the logger: lines of others are not the same.
    ///   - handler: What gets the lines.
    public func handler(label: String, _ handler: some LogHandler) -> some LogHandler {
        DeduplicatingLogHandler(handler, label: label, deduplication: self)
    }

    /// Writes the counts of lines whose windows are over, until the service is shut down, and then all.
    public func run() async {
        defer { flush() }
        await cancelWhenGracefulShutdown {
            while true {
                do { try await self.wait(self.window) } catch { return }
                self.write(self.table.withLock { $0.expire(at: self.now()) })
            }
        }
    }

    /// Writes all counts now.
    public func flush() {
        write(table.withLock { $0.expire(at: nil) })
    }

    func log(_ event: LogEvent, label: String, to handler: any LogHandler) {
        let key = key(of: event, label: label, handler.metadata)
        let now = now()
        let held = Held(event: event, handler: handler)
        let (action, repeated) = table.withLock { $0.line(key, at: now, held) }
        if let repeated { write([repeated]) }
        if action == .write { handler.log(event: event) }
    }

    // Without the lock: handlers and descriptions of values are foreign code.
    private func write(_ repeated: [(line: Held, count: Int)]) {
        for (held, count) in repeated {
            var event = held.event
            event.metadata = event.metadata ?? [:]
            event.metadata?[LogKeys.repeated] = .stringConvertible(count)
            held.handler.log(event: event)
        }
    }

    /// The line as bytes, without its time: two lines are the same when these are.
    private func key(of event: LogEvent, label: String, _ metadata: Logger.Metadata) -> [UInt8] {
        var buffer = LogBuffer()
        Self.format.append(
            event,
            label: label,
            time: LogTime(seconds: 0),
            loggerMetadata: metadata,
            providerMetadata: [:],
            to: &buffer
        )
        return buffer.bytes
    }

    private static let format = LogFormat.json(keys: LogKeys(timestamp: nil, label: "logger"))
}

/// A handler in front of which a ``LogDeduplication`` stands.
struct DeduplicatingLogHandler<Handler: LogHandler>: LogHandler {
    private var handler: Handler
    private let label: String
    private let deduplication: LogDeduplication

    init(_ handler: Handler, label: String, deduplication: LogDeduplication) {
        self.handler = handler
        self.label = label
        self.deduplication = deduplication
    }

    var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { handler.metadataProvider }
        set { handler.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        deduplication.log(event, label: label, to: handler)
    }
}
