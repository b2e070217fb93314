import Logging
import Synchronization
import Testing

@testable import MartletLogging

@Suite struct SynchronizedLogWriterTests {
    /// Takes a part of the first line, then fails once.
    private final class HalfWay: LogDestination {
        private let state = Mutex((writes: 0, text: ""))

        var text: String { state.withLock { $0.text } }

        func write(_ lines: UnsafeRawBufferPointer) throws(LogDestinationError) -> Int {
            let bytes = Array(lines)
            let result: Result<Int, LogDestinationError> = state.withLock { state in
                state.writes += 1
                if state.writes == 2 { return .failure(LogDestinationError("write", code: 5)) }
                let taken = state.writes == 1 ? bytes.prefix(3) : bytes[...]
                state.text += String(decoding: taken, as: UTF8.self)
                return .success(taken.count)
            }
            return try result.get()
        }
    }

    /// What follows a line that was given up half-way is not glued to it.
    @Test func aLineThatWasGivenUpEndsBeforeTheNext() {
        let destination = HalfWay()
        let writer = SynchronizedLogWriter(destination)
        for line in ["first line\n", "second\n", "third\n"] {
            line.utf8.withContiguousStorageIfAvailable { writer.write(UnsafeRawBufferPointer($0), level: .info) }
        }
        #expect(destination.text == "fir\nsecond\nthird\n")
        #expect(writer.droppedLines == 1)
    }
}
