/// What takes whole batches of lines: a file, a stream, a socket. The effect at the end of a ``BufferedLogWriter``,
/// which calls it from its own thread, and from one thread at a time.
///
/// A destination may block, but only for a moment: a call returns after about 50 ms, with what
/// it has managed to write, so that the thread can be told to end.
public protocol LogDestination: Sendable {
    /// Opens what must be open before anything can be written. Called when the writer starts; what it throws ends the
    /// program's start, where a wrong path should be noticed.
    func open() throws

    /// Writes lines, each with a newline at its end.
    ///
    /// - Parameter lines: One line or more. Valid during the call only.
    /// - Returns: How many bytes from the start were taken; 0 when the destination is not ready for more. When only a
    ///   part of a line is taken, the rest of it comes at the start of the next call.
    /// - Throws: ``LogDestinationError`` when writing fails. The same bytes come again later, unless the error says
    ///   that they never can be written.
    func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int

    /// Closes and opens again at the next write: for a file that was moved away. Called by any thread.
    func reopen()

    /// Closes what is open; a later write opens it again.
    func close()

    /// How a handler for crashes can write lines without taking a lock or memory, and `nil` when it cannot.
    var crashOutput: CrashOutput? { get }
}

extension LogDestination {
    /// Nothing to open.
    public func open() throws {}

    /// Nothing to open again.
    public func reopen() {}

    /// Nothing to close.
    public func close() {}

    /// Not in a crash.
    public var crashOutput: CrashOutput? { nil }
}

/// Why a destination did not take lines.
public struct LogDestinationError: Error, CustomStringConvertible {
    /// What failed, `open /var/log/shop.log`, and the number that the system gives.
    public let operation: String

    /// The error number of the system.
    public let code: Int32

    /// How many bytes from the start can never be written and should be given up; 0 when all should be tried again.
    public let unwritable: Int

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - operation: What failed.
    ///   - code: The error number of the system.
    ///   - unwritable: How many bytes can never be written.
    public init(_ operation: String, code: Int32, unwritable: Int = 0) {
        self.operation = operation
        self.code = code
        self.unwritable = unwritable
    }

    /// The operation and what the system says about it.
    public var description: String { "\(operation): \(SystemCall.message(code))" }
}
