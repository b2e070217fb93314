import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// A file to which lines are appended, and which can be moved away while it is written.
///
/// ```swift
/// let writer = BufferedLogWriter(.file("/var/log/shop.log"))
/// let group = ServiceGroup(services: [writer, ReopenOnSignal(writer), server], …)
/// ```
///
/// With `logrotate`: no `copytruncate`, and `kill -HUP` in `postrotate`; ``ReopenOnSignal`` then opens the new file.
/// Lines that are written between the move and the signal go to the old file.
///
/// A disk that is full or broken never ends the program: lines wait in the writer's buffer and are tried again.
public final class FileDestination: LogDestination {
    private let path: String
    private let mode: mode_t
    private let descriptor = Mutex<Int32>(-1)
    private let wantsReopen = Atomic(false)
    private let crash = CrashOutput()

    /// Makes a destination. The file is opened when the writer starts, or at the first line.
    ///
    /// - Parameters:
    ///   - path: The file; it is made when it does not exist, its folder is not.
    ///   - mode: The permissions of a new file, less what the process's umask takes away.
    public init(_ path: String, mode: UInt32 = 0o640) {
        self.path = path
        self.mode = mode_t(truncatingIfNeeded: mode)
    }

    deinit {
        close()
    }

    /// Opens the file.
    ///
    /// - Throws: ``LogDestinationError`` when that fails.
    public func open() throws {
        try descriptor.withLock { descriptor throws(LogDestinationError) in
            if descriptor < 0 { descriptor = try openFile() }
        }
    }

    private func openFile() throws(LogDestinationError) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
        let opened = SystemCall.repeating { Int(openPath(path, flags, mode)) }
        guard opened >= 0 else {
            throw LogDestinationError("open \(path)", code: Int32(truncatingIfNeeded: -opened))
        }
        let new = Int32(truncatingIfNeeded: opened)
        crash.descriptor = new
        return new
    }

    /// Writes lines, to a new file after ``reopen()``.
    public func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int {
        try descriptor.withLock { descriptor throws(LogDestinationError) in
            if descriptor < 0 {
                descriptor = try openFile()
                wantsReopen.store(false, ordering: .relaxed)
            } else if wantsReopen.exchange(false, ordering: .acquiring) {
                // The old file stays when the new one cannot be opened, and the next line tries again.
                do throws(LogDestinationError) {
                    let new = try openFile()
                    closeDescriptor(descriptor)
                    descriptor = new
                } catch {
                    wantsReopen.store(true, ordering: .relaxed)
                    throw error
                }
            }
            let result = SystemCall.write(descriptor, lines)
            guard result >= 0 else {
                throw LogDestinationError("write to \(path)", code: Int32(truncatingIfNeeded: -result))
            }
            return result
        }
    }

    /// Opens the path again before the next line is written.
    public func reopen() {
        wantsReopen.store(true, ordering: .releasing)
    }

    /// Closes the file.
    public func close() {
        descriptor.withLock {
            crash.descriptor = -1
            if $0 >= 0 { closeDescriptor($0) }
            $0 = -1
        }
    }

    /// The file, while it is open.
    public var crashOutput: CrashOutput? { crash }
}

extension LogDestination where Self == FileDestination {
    /// A file to which lines are appended. See ``FileDestination``.
    ///
    /// - Parameters:
    ///   - path: The file; it is made when it does not exist, its folder is not.
    ///   - mode: The permissions of a new file.
    public static func file(_ path: String, mode: UInt32 = 0o640) -> FileDestination {
        FileDestination(path, mode: mode)
    }
}

// The functions of the system have the names of methods here.

private func openPath(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}

private func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}
