import Glibc
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@testable import MartletLogging

@Suite struct FileDestinationTests {
    @Test func appendsAndRotates() throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        let writer = BufferedLogWriter(.file(folder.path + "/log", mode: 0o600))
        writer.write("one\n")
        writer.flush()
        rename(folder.path + "/log", folder.path + "/log.1")
        writer.write("two\n")
        writer.flush()
        writer.reopen()
        writer.write("three\n")
        writer.flush()
        #expect(folder.read("log.1") == "one\ntwo\n")
        #expect(folder.read("log") == "three\n")
        var status = stat()
        #expect(stat(folder.path + "/log", &status) == 0 && status.st_mode & 0o777 == 0o600)
        let again = SynchronizedLogWriter(.file(folder.path + "/log"))
        again.write("four\n")
        #expect(folder.read("log") == "three\nfour\n")
    }

    @Test func theOldFileStaysWhenTheNewOneCannotBeOpened() throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        let destination = FileDestination(folder.path + "/log")
        let writer = BufferedLogWriter(destination)
        writer.write("one\n")
        writer.flush()
        // A directory in its place.
        rename(folder.path + "/log", folder.path + "/log.1")
        mkdir(folder.path + "/log", 0o700)
        writer.reopen()
        writer.write("two\n")
        #expect(!writer.flush(upTo: .milliseconds(50)))
        #expect(writer.statistics.writeErrors > 0)
        rmdir(folder.path + "/log")
        #expect(writer.flush(upTo: .seconds(10)))
        #expect(folder.read("log") == "two\n")
    }

    @Test func aFullDiskIsCountedAndSurvived() {
        let writer = BufferedLogWriter(.file("/dev/full"), options: .init(capacity: 4096))
        for _ in 0..<1_000 { writer.write("0123456789\n") }
        #expect(!writer.flush(upTo: .milliseconds(50)))
        #expect(writer.statistics.writeErrors > 0)
        // The second half of the memory took as many lines as the first.
        #expect(writer.statistics.accepted == 372 && writer.statistics.dropped == 628)
    }

    @Test func hangUpOpensTheFileAgain() async {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        let writer = BufferedLogWriter(.file(folder.path + "/log"))
        await testGracefulShutdown { trigger in
            await withTaskGroup { group in
                group.addTask { await ReopenOnSignal(writer).run() }
                writer.write("one\n")
                writer.flush()
                rename(folder.path + "/log", folder.path + "/log.1")
                // The handler may not be there yet: until then SIGHUP is ignored, and asked for again.
                signal(SIGHUP, SIG_IGN)
                let isReopened = await eventually {
                    kill(getpid(), SIGHUP)
                    writer.write("two\n")
                    writer.flush()
                    return folder.read("log").hasPrefix("two\n")
                }
                #expect(isReopened)
                trigger.triggerGracefulShutdown()
            }
        }
    }

    @Test func streams() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let writer = SynchronizedLogWriter(StreamDestination(descriptor: ends[1]), patience: .milliseconds(20))
        writer.write("hello\n")
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(ends[0], &bytes, 100)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "hello\n")
        // Nobody reads: the pipe fills, and then lines are dropped in time.
        let line = String(repeating: "x", count: 4_095) + "\n"
        for _ in 0..<20 { writer.write(line) }
        #expect(writer.droppedLines >= 3)
        close(ends[0])
        close(ends[1])
        let closed = StreamDestination(descriptor: 9_999)
        let error = #expect(throws: LogDestinationError.self) { try "x\n".withLine { try closed.write($0) } }
        #expect(error?.code == EBADF)
    }
}
