public import Logging
import Synchronization

/// Writes each line at once, one after the other, and returns when it has been written.
///
/// For tools, tests and the last lines of a program. In a service use ``BufferedLogWriter``: here the caller waits for
/// the disk, and for a pipe that nobody reads for a second at most, unless it is told otherwise; then the line is
/// dropped and counted.
public final class SynchronizedLogWriter: LogWriter {
    private let destination: any LogDestination
    private let patience: Duration
    private let lock = Mutex(())
    private let dropped = Atomic(0)

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - destination: Where lines go.
    ///   - patience: How long a line may take; 1 s.
    public init(_ destination: some LogDestination, patience: Duration = .seconds(1)) {
        self.destination = destination
        self.patience = patience
    }

    /// How many lines were given up because the destination failed or did not take them in time.
    public var droppedLines: Int { dropped.load(ordering: .relaxed) }

    /// Writes a line.
    public func write(_ line: UnsafeRawBufferPointer, level: Logger.Level) {
        let isWritten = lock.withLock { _ in write(line) }
        if !isWritten { dropped.add(1, ordering: .relaxed) }
    }

    private func write(_ line: UnsafeRawBufferPointer) -> Bool {
        var rest = line
        let end = ContinuousClock.now + patience
        while !rest.isEmpty {
            guard let written = try? destination.write(rest) else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            if written == 0, ContinuousClock.now >= end { return false }
        }
        return true
    }

    /// Does nothing: all lines have been written.
    public func flush() {}
}
