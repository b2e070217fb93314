import Glibc
import Logging
import Testing

@testable import MartletLogging

/// Each case crashes a process of its own.
@Suite struct CrashFlushTests {
    /// What a process does whose writer has two batches, one of them half written.
    private static func logAndWait(_ path: String) -> Logger {
        let writer = BufferedLogWriter(.file(path), flushesOnCrash: true)
        let logger = Logger(label: "x") { LineLogHandler(label: $0, format: .plainLogfmt, writer: writer) }
        logger.info("opened")
        writer.flush()
        for number in 0..<3 { logger.info("line", metadata: ["n": .stringConvertible(number)]) }
        return logger
    }

    private static let expected =
        "level=info msg=opened\nlevel=info msg=line n=0\nlevel=info msg=line n=1\n"
        + "level=info msg=line n=2\n"

    @Test func aTrapOfSwift() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        #if arch(x86_64)
        let signal = SIGILL
        #else
        let signal = SIGTRAP
        #endif
        await #expect(processExitsWith: .signal(signal)) { [path = folder.path as String] in
            let logger = Self.logAndWait(path + "/log")
            let empty: [Int] = []
            logger.info("never \(empty[path.utf8.count])")
        }
        #expect(folder.read("log") == Self.expected)
    }

    /// A reader that has stopped must not keep the process from ending.
    @Test(.timeLimit(.minutes(1))) func aPipeThatNobodyReads() async throws {
        await #expect(processExitsWith: .signal(SIGABRT)) {
            var ends: [Int32] = [-1, -1]
            pipe(&ends)
            // All that the pipe holds, so that there is room for nothing more.
            _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
            let filling = [UInt8](repeating: 0, count: 4_096)
            while filling.withUnsafeBytes({ Glibc.write(ends[1], $0.baseAddress, $0.count) }) > 0 {}
            _ = fcntl(ends[1], F_SETFL, 0)
            let writer = BufferedLogWriter(StreamDestination(descriptor: ends[1]), flushesOnCrash: true)
            let logger = Logger(label: "x") { LineLogHandler(label: $0, format: .plainLogfmt, writer: writer) }
            logger.info("waits for ever")
            withExtendedLifetime(logger) { Glibc.abort() }
        }
    }

    @Test func abort() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        await #expect(processExitsWith: .signal(SIGABRT)) { [path = folder.path as String] in
            let logger = Self.logAndWait(path + "/log")
            withExtendedLifetime(logger) { Glibc.abort() }
        }
        #expect(folder.read("log") == Self.expected)
    }

    @Test func anAccessToNothing() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        await #expect(processExitsWith: .signal(SIGSEGV)) { [path = folder.path as String] in
            let logger = Self.logAndWait(path + "/log")
            withExtendedLifetime(logger) { UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1 }
        }
        #expect(folder.read("log") == Self.expected)
    }

    /// Takes nothing, but may be written in a crash.
    private struct StuckDestination: LogDestination {
        let crashOutput: CrashOutput?
        func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int { 0 }
    }

    @Test func whatWasBeingWrittenComesFirst() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        await #expect(processExitsWith: .signal(SIGABRT)) { [path = folder.path as String] in
            let descriptor = open(path + "/log", O_WRONLY | O_CREAT, 0o600)
            let writer = BufferedLogWriter(
                StuckDestination(crashOutput: CrashOutput(descriptor: descriptor)),
                flushesOnCrash: true
            )
            writer.write("first\n")
            writer.flush(upTo: .milliseconds(5))
            writer.write("second\n")
            withExtendedLifetime(writer) { Glibc.abort() }
        }
        #expect(folder.read("log") == "first\nsecond\n")
    }

    @Test func withoutItLinesAreLost() async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        await #expect(processExitsWith: .signal(SIGABRT)) { [path = folder.path as String] in
            let writer = BufferedLogWriter(.file(path + "/log"))
            writer.write("lost\n")
            withExtendedLifetime(writer) { Glibc.abort() }
        }
        #expect(folder.read("log") == "")
    }

    /// The handler's own function, which a process survives when no signal is given.
    @Test func thereAreSixteenPlaces() {
        let writers = (0..<20).map { _ in BufferedLogWriter(.file("/dev/null"), flushesOnCrash: true) }
        #expect(writers.count == 20)
        let used = (0..<CrashFlush.places).filter { CrashFlush.table.queues[$0] != nil }
        #expect(used.count == 16)
    }
}
