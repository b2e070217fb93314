public import Logging

/// Where lines go.
///
/// A writer is called by many threads at once, on event loops and in the cooperative pool too: ``write(_:level:)`` must
/// not wait for a disk or a peer. Writers of Martlet: ``BufferedLogWriter`` for services, ``SynchronizedLogWriter`` for
/// tools and tests, ``DiscardingLogWriter``.
public protocol LogWriter: Sendable {
    /// Takes a line.
    ///
    /// - Parameters:
    ///   - line: The line with its newline at the end, and none within. Valid during the call only.
    ///   - level: The level of the line.
    func write(_ line: UnsafeRawBufferPointer, level: Logger.Level)

    /// Writes what has been taken so far, if it can be done in a bounded time. It may block: it is for the end of a
    /// program.
    func flush()
}

/// Takes lines and forgets them.
public struct DiscardingLogWriter: LogWriter {
    /// Makes a writer.
    public init() {}

    /// Forgets a line.
    public func write(_ line: UnsafeRawBufferPointer, level: Logger.Level) {}

    /// Does nothing.
    public func flush() {}
}
