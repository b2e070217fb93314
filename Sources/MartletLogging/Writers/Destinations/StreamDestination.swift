#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// The output or the error stream of the process, or any other descriptor that is open.
///
/// The descriptor is never closed. When it is a pipe whose reader has gone, the system sends SIGPIPE, which ends the
/// process unless it is ignored; a service that lives on without its log calls `signal(SIGPIPE, SIG_IGN)` at its start,
/// as NIO does not do that for you. The writes then fail with EPIPE and are counted.
public struct StreamDestination: LogDestination {
    private let descriptor: Int32
    private let mayBlock: Bool

    /// Makes a destination.
    ///
    /// - Parameter stream: The stream.
    public init(_ stream: StandardStream) {
        self.init(descriptor: stream.descriptor)
    }

    /// Makes a destination.
    ///
    /// - Parameter descriptor: A descriptor that stays open as long as the destination is used.
    public init(descriptor: Int32) {
        self.descriptor = descriptor
        var status = stat()
        // A file takes what it is given; only pipes, sockets and terminals make a writer wait.
        mayBlock = fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
    }

    /// Writes lines, or as much of them as the other side takes.
    public func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int {
        var bytes = lines
        if mayBlock {
            guard SystemCall.waitUntilWritable(descriptor) else { return 0 }
            // A pipe that can be written takes so many bytes without blocking: POSIX, PIPE_BUF.
            bytes = UnsafeRawBufferPointer(rebasing: lines.prefix(4096))
        }
        let result = SystemCall.write(descriptor, bytes)
        guard result >= 0 else {
            throw LogDestinationError("write to descriptor \(descriptor)", code: Int32(truncatingIfNeeded: -result))
        }
        return result
    }

    /// The descriptor itself.
    public var crashOutput: CrashOutput? { CrashOutput(descriptor: descriptor) }
}

extension LogDestination where Self == StreamDestination {
    /// The output stream of the process.
    public static var standardOutput: StreamDestination { StreamDestination(.output) }

    /// The error stream of the process.
    public static var standardError: StreamDestination { StreamDestination(.error) }
}
