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
    /// Whether a line was given up half-way, so that the next one must begin anew.
    private let isBroken = Mutex(false)
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
        let isWritten = isBroken.withLock { write(line, &$0) }
        if !isWritten { dropped.add(1, ordering: .relaxed) }
    }

    private func write(_ line: UnsafeRawBufferPointer, _ isBroken: inout Bool) -> Bool {
        if isBroken {
            let newline: StaticString = "\n"
            isBroken = write(UnsafeRawBufferPointer(start: newline.utf8Start, count: 1)) < 1
            if isBroken { return false }
        }
        let written = write(line)
        isBroken = written > 0 && written < line.count
        return written == line.count
    }

    /// - Returns: How many bytes were written within the patience.
    private func write(_ line: UnsafeRawBufferPointer) -> Int {
        var written = 0
        let end = ContinuousClock.now + patience
        while written < line.count {
            let rest = UnsafeRawBufferPointer(rebasing: line[written...])
            guard let count = try? destination.write(rest) else { break }
            written += count
            if count == 0, ContinuousClock.now >= end { break }
        }
        return written
    }

    /// Does nothing: all lines have been written.
    public func flush() {}
}
